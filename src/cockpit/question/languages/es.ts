import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:aprobación|confirmación|visto bueno|decisión|respuesta|elección|preferencia|opinión|ok|permiso|autorización|instrucciones|indicaciones|feedback|comentarios|luz verde|revisión|criterio)";
const YES = "(?:sí|si|no|adelante|ok|vale|dale|continúa|aprobado|procede|confirmo|el número|la letra|un número)";
const TELL =
  "(?:dime|díganme|dígame|decime|avísame|avíseme|indícame|indíqueme|indica|confírmame|confírmeme|cuéntame|hazme saber|házmelo saber|comunícame|infórmame|aclárame|coméntame)";
const WISH =
  "(?:quieres|quiere|queréis|quieren|querés|deseas|desea|quisieras|te gustaría|le gustaría|os gustaría|necesitas|necesita|puedo|debo|hace falta)";
/** An object that is not named. */
const SOME =
  "(?:algo(?! (?:así|como|parecido|similar))|nada|(?:alguna?|algún) (?:otr[ao] )?(?:cosa|parte|detalle|ajuste|cambio|punto|sección|aspecto|mejora|archivo|modificación)|(?<!(?:las|los|la|el|estas|estos|ambas|ambos) )otr[ao]s? (?:cosas?|partes?|detalles?|ajustes?|cambios?|puntos?|sección|secciones|aspectos?|áreas?|archivos?|temas?|mejoras?|zonas?)|más (?:detalles?|información|ejemplos|contexto|cambios|ajustes))";
const GO =
  "(?:empiezo|empezaré|comienzo|comenzaré|continúo|continuaré|sigo|seguiré|procedo|procederé|arranco|avanzo|retomo|lanzo|despliego|implemento|aplico|subo|empezamos|seguimos|continuamos|paso|pasamos)";

/** Behind an "if": not what the person may want or come upon. */
const OPEN =
  "(?! (?:quieres|quiere|necesitas|necesita|hay|ves|notas|tienes|prefieres|te gustaría|deseas|algo|encuentras))";

const STEP =
  "(?:procedo|continúo|sigo|escribo|añado|corrijo|muevo|genero|preparo|ejecuto|pruebo|publico|fusiono|avanzo|empiezo|comienzo|lo hago|lo aplico|hago el commit|subo|creo|borro|elimino|aplico|implemento|arranco|procedemos|seguimos|continuamos|empezamos)";

export const spanish: Signs = {
  cue: "[ñ]| (?:el|los|las|que|para|por|una|del|está|están|también|pero|cuál|cómo|qué|quieres|puedo|es|tu|y|dime|elige|responde|tú|debo|más|sí|ya|otra|pregunta|preguntas|nada|quieres|listo|hay|puedes|podrías|necesito|necesitas|espero) ",
  spaced: true,
  proposal: [
    "(?:quieres|quiere|queréis|quieren|deseas|desea|prefieres|prefiere|preferirías|preferiría|te gustaría|le gustaría|os gustaría|querés|preferís) (?:que|la|el|lo|un|una|seguir|probar|mantener|hacer|usar|incluir|añadir|continuar|proceder|empezar|dejar|ver|revisar|algo así|esto|así)",
    "(?:te|le|os|les) (?:parece|va|sirve|gustaría|cuadra|encaja)",
    "(?:puedo|podemos|debo|debería|deberíamos|debemos) (?:\\S+ ){0,2}?\\S+(?:ar|er|ir|arlo|erlo|irlo|arla|erla|irla|arlos|erlos|irlos|arlas|erlas|irlas)",
    STEP,
    "estás (?:de acuerdo|conforme|listo|lista|seguro|segura)",
    "está (?:de acuerdo|conforme|bien así|todo bien|listo)",
    "(?:cuál|cuáles|qué) (?:de|prefieres|prefiere|quieres que|opción|enfoque|camino|alternativa|versión|variante|eliges|elige|usamos|uso|es tu|piensas|opinas|opina|te parece|debería|hago con)",
    "cómo (?:quieres|quiere|prefieres|prefiere|deseas|desea|procedo|procedemos|deberíamos|debería|te gustaría|lo)",
    "(?:puedes|podrías|puede|podría|me puedes|me podrías|me puede) (?:\\S+ )?(?:confirmar|compartir|enviar|pasar|decir|indicar|probar|ejecutar|revisar|verificar|dar|darme|pegar|facilitar|proporcionar|aclarar|subir)\\S*",
    "< (?:de acuerdo|vale|adelante|ok|correcto|alguna objeción|alguna preferencia|tiene sentido|está bien|te parece bien|lo hacemos|seguimos|continúo) >",
  ],
  person: [
    "< (?:una )?(?:última )?preguntas?",
    "tú",
    "tu",
    "tus",
    "usted",
    "ustedes",
    "te",
    "ti",
    "tienes",
    "tiene",
    "tienen",
    "sabes",
    "puedes",
    "podrías",
    "puede",
    "podría",
    "quieres",
    "quiere",
    "prefieres",
    "prefiere",
    "necesitas",
    "usas",
    "usa",
    "has",
    "ha visto",
    "debo",
    "debería",
    "hacemos",
    "hago",
    STEP,
    "cuál",
    "cuáles",
    "esperabas",
    "estás",
    "ves",
    "existe",
    "hay",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:expli(?:que|car)|profundi(?:ce|zar)|detall(?:e|ar)|ampl(?:íe|iar)|aclar(?:e|ar)|explor(?:e|ar))(?: \\S+){0,5} (?:más|algún|alguna|algo|detalle|detalles)",
    "(?:algo|alguna cosa|nada|qué) más",
    "(?:alguna|tienes|tienen|tiene) (?:otra |alguna |más )?(?:otra |más )?(?:pregunta|duda|preguntas|dudas)",
    "algún otro (?:cambio|ajuste|tema|detalle)",
    "alguna otra (?:cosa|duda|pregunta|mejora|tarea)",
    "(?:en|con) qué (?:más )?(?:puedo|te puedo|le puedo|quieres|quiere|te gustaría|le gustaría|deseas|desea|vamos|trabajamos)(?: \\S+){0,5} (?:ayudar\\S*|trabajar|trabajemos|hoy|ayude|seguir)",
    "en qué (?:te|le|os) (?:puedo )?(?:ayudo|ayudar|ayude)",
    "cómo (?:te|le|os) (?:puedo )?(?:ayudo|ayudar)",
    "cómo puedo ayudar\\S*",
    "qué (?:quieres|quiere|te gustaría|le gustaría|deseas|desea|necesitas|necesita) (?:hacer|que hagamos|que haga|trabajar|construir|ver|abordar|explorar)(?: \\S+){0,4} >",
    "qué (?:sigue|viene ahora|toca ahora|hacemos hoy|hacemos ahora)",
    "te (?:sirve|ayuda|ha servido|resulta útil)(?: esto| así)?",
    "(?:necesitas|necesita) (?:ayuda|algo)(?: \\S+)? >",
  ],
  explanation: [
    "< (?:y |pero |entonces )?(?:por qué|a qué se debe|qué (?:es|son|era|pasó|pasaba|pasa|ha pasado|cambió|ha cambiado|cambia|significa|hace|falló|hice|hay)|cómo (?:funciona|se|era|es|está)|cuándo|dónde está|para qué)",
  ],
  choice: [
    `< (?:por favor )?(?:elige|escoge|elija|escoja)(?: \\S+){1,14}? y (?:lo |la |los |las )?${STEP}`,
    `${TELL} (?:\\S+ ){0,2}?(?:cuál|cuáles|qué (?:opción|prefieres|prefiere|quieres|quiere|eliges|camino|enfoque|te parece|le parece|decides|hago|hacemos|versión|alternativa)|cómo (?:quieres|quiere|prefieres|prefiere|proceder|seguir|procedo|continuar)|por (?:cuál|dónde)|tu ${GRANT}|su ${GRANT}|a o b|1 o 2|si (?:(?:prefieres|prefiere)(?=(?: \\S+){1,12}? [ou] )|quieres a|lo dejo|sigo|continúo|procedo|avanzo|hago|debo|apruebas|te parece|estás|está))`,
    "(?:es |queda |la decisión es |la elección es )?(?:tu|su) (?:decisión|elección) >",
    "(?:tú|usted) (?:decides|eliges|dirás|mandas|decide|elige|dirá)",
    "(?:la decisión es|eso es|es|queda en|está en) (?:tuya|suya|cosa tuya|decisión tuya|tus manos|sus manos)",
    "como (?:tú )?(?:prefieras|prefiera) >",
    "< (?:por favor )?(?:elige|escoge|elija|escoja|selecciona|seleccione|elegid) (?:una|un|uno|entre|la opción|cuál|tu|la que|el que|a o|1)",
    `(?:<|por favor|simplemente|solo) (?:responde|respóndeme|responda|contesta|conteste|escribe|di|escríbeme) (?:con |a )?(?:un |una |el |la )?(?:${YES}|a o b|a b|1|estas|las|número)`,
    "(?:necesito|falta|hace falta|requiere|espero|pendiente de|a la espera de) (?:que (?:decidas|elijas|decida|elija|escojas|definas)|(?:de )?una decisión|(?:de )?(?:tu|su) (?:decisión|elección|respuesta|preferencia))",
    "(?:debes|tienes que|debe|tiene que|hay que) (?:decidir|elegir|escoger)",
    "(?:dame|deme) (?:un |una |el |la |tu |su )?(?:número|letra|respuesta|elección|opinión|preferencia|decisión)",
  ],
  approval: [
    `${TELL} si${OPEN}(?: \\S+){1,14}? (?:y|para que|así|entonces) (?:yo )?${GO}`,
    "(?:si|siempre que) (?:todo )?(?:te|le|os) (?:parece|va|cuadra|encaja|convence|vale)(?: \\S+){0,2} (?:bien|correcto|adecuado|ok|>|\\S+o|\\S+é)",
    "si (?:estás|está|estáis) (?:de acuerdo|conforme|ok)",
    "si no (?:tienes|tiene|hay) (?:ninguna )?(?:objeción|objeciones|inconveniente)",
    `(?:espero|esperando|a la espera de|pendiente de|quedo a la espera de|quedo pendiente de|en espera de|necesito|aguardo|requiere|requiero|sujeto a|con|sin|hasta|tras|aguardando) (?:tener |recibir )?(?:tu|su|vuestra|vuestro|la|el) (?:\\S+ )?${GRANT}`,
    "(?:cuando|una vez que|una vez|en cuanto|si|hasta que|antes de que) (?:me |lo |la |los |las )*(?:apruebes|apruebe|apruebas|confirmes|confirme|confirmas|me des|des el|me digas|estés|aprobado|aprobada|aprobéis|autorices|valides|valide)",
    "(?:por favor|favor de) (?:confirma\\S*|confirme|confírma\\S*|aprueba|apruebe|valida|valide|autoriza|confirmar|revisa (?:el plan|la propuesta|el diseño|la especificación)|revise (?:el plan|la propuesta|el diseño))",
    "< (?:confirma|confirme|confírmame|confírmeme|confírmalo|aprueba) (?:que|si|y|para|la|el|lo|por favor|>)",
    "(?:dame|deme|me das|des) (?:el |la |tu |su )?(?:visto bueno|ok|luz verde|aprobación|confirmación|permiso)",
    `(?:di|dime|escribe|responde) (?:que )?(?!si (?:[^y> ]|y\\S))(?:${YES})(?: \\S+){0,2} (?:y|para|si|>)`,
    "revisa (?:\\S+ ){0,8}y (?:dime|confirma|confírmame|apruébalo|avísame|me dices)",
    "(?:tras|después de|con) (?:tu|su|la) (?:aprobación|confirmación|visto bueno)",
    "no (?:haré|voy a|tocaré|empezaré|aplicaré|he) (?:\\S+ ){1,8}(?:hasta|sin) (?:que|tu|su)",
    "(?:listo|lista) para (?:\\S+ ){1,6}(?:cuando|en cuanto) (?:me |tú |lo )?(?:digas|confirmes|quieras|apruebes|des|indiques)",
  ],
  input: [
    `por favor (?:\\S+ ){1,14}y ${GO}`,
    `(?:y|luego|después) ${TELL} si${OPEN}`,
    "(?:por favor|favor de) (?:\\S+ )?(?:comparte|compárteme|comparta|envía|envíame|envíe|envíeme|pega|pégame|pegue|proporciona|proporcióname|proporcione|indica|indícame|indique|dime|dígame|pásame|sube|suba|facilita|facilítame|adjunta|adjunte|especifica|aclara|ejecuta (?:\\S+ ){1,12}(?:y|e) )",
    "(?:<|y|e|luego|después|o) (?:pásame|envíame|mándame|compárteme|pégame|muéstrame|enséñame|dame|facilítame|proporcióname|envíeme|mándeme|páseme) (?:el|la|los|las|tu|tus|su|un|una|lo que|aquí|qué)",
    "(?:<|y|e|luego|después) (?:pega|comparte|sube|adjunta|copia) (?:aquí|el resultado|la salida|el error|los logs|el log|el contenido|lo que|la url|el archivo|la captura)",
    "(?:y|e|luego|después|entonces|<) (?:dime|cuéntame|avísame|indícame|dígame|avíseme|me dices|me cuentas|coméntame|infórmame) (?:qué|cómo|cuál|lo que|el resultado|si (?:funciona|sale|aparece|ves|sigue|da|falla)|cuando|cuándo|cuánto|dónde|quién|en cuanto|>)",
    `${TELL} (?:qué|cómo|cuándo|cuando|en cuanto|lo que|dónde|quién|el resultado|una vez)`,
    "(?:necesito|me falta|me faltan|necesitaría|me hace falta|requiero|hace falta) (?:que (?:me |tú |ejecutes|pruebes|reinicies|compartas|envíes|inicies|hagas|confirmes|abras|instales|configures)|(?:el|la|los|las|un|una|tu|tus|su|sus) (?:\\S+ ){0,3}?(?:clave|contraseña|token|url|archivo|fichero|ruta|credenciales|enlace|acceso|log|logs|id|nombre|contenido|captura|datos|api|llave)|acceso|credenciales|más (?:información|datos|contexto|detalles)|saber)",
    "(?:cuando|una vez que|en cuanto|una vez) (?:lo |la |los |las |me |hayas |haya |tengas |tenga )?(?:hayas|haya|tengas|tenga|hagas|compartas|envíes|pases|ejecutes|reinicies|termines|completes|configures|añadas|instales|agregues|listo|hecho)(?: \\S+){0,14} (?:dímelo|avísame|dime|continúo|continuaré|sigo|seguiré|procedo|procederé|podré|puedo|y)",
    "no puedo (?:\\S+ ){1,8}(?:sin|hasta que)",
  ],
  courtesy: [
    "si (?:quieres|quiere|deseas|desea|necesitas|necesita|prefieres|prefiere|te interesa|lo deseas|lo prefieres|gustas|hay algo|tienes|tiene|te parece útil)",
    "(?:avísame|dime|hazme saber|házmelo saber|avíseme|dígame|no dudes|no dude) (?:si|en)",
    "cuando (?:quieras|quiera|gustes)",
    "(?:estoy|quedo) (?:aquí|a tu disposición|a su disposición|atento)",
    "también puedo",
    "con gusto",
  ],
  trouble: [
    "(?<!(?:dime|avísame|saber|ver|comprueba|confirma|indícame) )si (?:\\S+ ){0,6}?(?:persiste|persisten|falla|fallan|sigue|siguen|no funciona|no funcionan|sale mal|vuelve|vuelven|aún|todavía|ocurre|ocurriera|reaparece|desactualizad\\S+|falle|fallara)",
    "(?:si|en caso de que) (?:\\S+ )?(?:ves|notas|encuentras|detectas|aparece|hay) (?:\\S+ ){0,3}?(?:error|errores|problema|problemas|fallo|fallos|raro|extraño)",
    "(?:en caso de|de) (?:error|fallo|problemas)",
  ],
  before: [
    `(?:si no|de lo contrario) ${GO}`,
    "antes de (?:que (?:empiece|empecemos|continúe|siga|haga|aplique|implemente|proceda|toque|suba|despliegue|borre|mezcle)|empezar|continuar|seguir|aplicar|implementar|proceder|tocar|subir|desplegar|borrar|hacer|fusionar|commitear|pasar)",
  ],
  or: ["(?:o|u)"],
  another: ["< (?:otra cosa|algo (?:distinto|diferente|más)|otr[oa](?: \\S+)?|ningun[oa]) >"],
  sequel: ["< (?:y|luego|después|entonces|también)"],
  unknown: [
    "no (?:lo |la |los |las )?(?:encontré|encuentro|he encontrado|pude|puedo|sé|veo|está claro|queda claro|aparece|figura|tengo)",
  ],
  answer: [
    "< (?:sí|no)(?! (?:o|no|si|lo|la|he|pude|encontré|sé|está|veo|encuentro|hay|existe|me|se|aparece|tengo|puedo|non) )",
  ],
  followUp: [
    "< (?:si|en caso|de lo contrario|yo|mi (?:recomendación|sugerencia|preferencia|propuesta)|recomiendo|recomendaría|sugiero|personalmente|ambas|así|puedo|por defecto|mientras tanto|opción|o|una vez|en cuanto)",
  ],
};
