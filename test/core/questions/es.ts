import type { Examples } from "./examples.ts";

export const spanish: Examples = {
  awaiting: [
    "La caché ya está caliente. ¿La despliego en los demás servidores?",
    "Hay dos caminos:\n\n- **SQLite**: un archivo\n- **Postgres**: escala mejor\n\nDime cuál prefieres y lo conecto.",
    "Este es el plan. Cuando lo apruebes empiezo con el parser.",
    "Sin credenciales no llego al registro. Por favor, pásame el token de staging.",
    "¿Quieres que mantenga las opciones antiguas? Yo las dejaría como alias, porque hay scripts que las usan.",
    "Ejecuta `make flash` con la placa conectada y dime qué hace el LED.",
    "Elige una opción:\n\n1. Conservar\n2. Borrar\n\nResponde con el número.",
    "Todo está preparado, pero no he subido nada. Espero tu confirmación.",
    "¿Cuál de estas hago primero?\n\n- renombrar\n- dividir",
    "Encontré tres candidatos. Lo del tercero es tu decisión.",
    "¿Podrías subir el log de la ejecución fallida? El del ticket está cortado.",
    "La migración está lista. ¿Abro un PR?",
    "¿Te parece bien? Si es así, empiezo ahora.",
    "Necesito la clave de la API. Cuando la hayas añadido al `.env`, avísame y continúo.",
    "Por favor, confirma el plan antes de que toque la tabla.",
    "¿Rebase o merge?",
    "Tengo dos preguntas antes de seguir:\n1. ¿Puede ser nula la columna?\n2. ¿Alguien lee aún la tabla antigua?",
    "Tengo dos propuestas. Dime cómo quieres continuar.",
    "¿Cómo se llama el bucket de producción? No lo encontré en el repositorio.",
    "No borraré nada hasta que me confirmes.",
    "Reinicia el servicio y mándame la salida.",
    "Tú decides: A o B.",
    "¿Me pasas el enlace del ticket?",
    "Dame el OK y hago el commit.",
    "¿Seguimos con la tarea 4?",
  ],
  settled: [
    "Las 48 pruebas pasan y la rama está subida.",
    "Listo. Avísame si necesitas algo más.",
    "He actualizado la documentación. Si quieres, también puedo añadir un diagrama.",
    "El error está corregido. ¿Hay algo más en lo que pueda ayudarte?",
    "¡Hola! ¿En qué te gustaría trabajar hoy?",
    "¿Por qué se colgaba? El socket nunca se cerraba. Ahora lo cierro en `finally`.",
    "Cambié el título del diálogo a «¿Seguro que quieres salir?» y actualicé las capturas.",
    "La CI sigue corriendo. Informaré cuando termine.",
    "Tres agentes exploran el código en segundo plano; después haré un resumen.",
    "| Pregunta | Respuesta |\n| --- | --- |\n| ¿Escala? | Sí |",
    "La consulta:\n\n```sql\nselect name from users where id = ?\n```",
    "### ¿Qué ha cambiado?\n\n- El parser lee por partes\n- Los errores indican la línea",
    "No dudes en preguntar si algo no queda claro.",
    "Quedo a tu disposición. La compilación tarda ahora 40 segundos.",
    "El usuario elige un tema en el primer arranque y se guarda.",
    "¿Cómo funciona? Cada worker toma un permiso y lo renueva cada diez segundos.",
    "¡De nada! ¿Alguna otra pregunta?",
    "La CLI ahora pide confirmación antes de borrar.",
    "Si el problema persiste, envíame los registros.",
    "¡Suerte con la demo!",
    "Ya puedes ejecutar `npm start` y abrir la página.",
  ],
  alike: [
    // A wish whose object is not named.
    [
      "Listo el parser. ¿Quieres que mueva también los otros dos archivos?",
      "Listo el parser. ¿Quieres ajustar o añadir algo?",
    ],
    ["¿Quieres que active la regla?", "¿Quieres que mire otras partes del código?"],
    // A way to go beside a pleasantry.
    ["¿Creo la etiqueta o quieres cambiar algo más?", "¿Quieres cambiar algo más o tienes alguna otra duda?"],
    ["¿Necesitas algo más o procedo con el despliegue?", "¿Quieres ajustar algo o añadir algún otro detalle?"],
    // A condition before what it asks for.
    ["Recarga la página y dime si el aviso sigue ahí.", "Si el aviso sigue apareciendo, envíame una captura."],
    // A condition before a list, or in the sentence before.
    [
      "Para encontrar la causa:\n- reinicia el worker\n- envíame la salida de `worker --debug`",
      "Si el worker vuelve a colgarse:\n- reinícialo\n- envíame la salida de `worker --debug`",
    ],
    // An answer that the next step waits for.
    ["Avísame si el esquema está bien y empiezo con el capítulo dos.", "Avísame si quieres también un diagrama."],
    ["Avísame cuando lo hayas leído y continúo con las pruebas.", "Dime si tienes preguntas."],
    // What happens unless somebody says something.
    [
      "Avísame si quieres cambios; si no, continúo con el paso dos.",
      "Avísame si quieres cambios; si no, no hay nada pendiente.",
    ],
    // A way that is none of those named.
    ["¿Uso Postgres, SQLite u otra cosa?", "¿Quieres ajustar algo u otra cosa?"],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    [
      "Pregunta: ¿el límite de 5 MB es fijo?\n\nTodo lo demás está hecho.",
      "El límite de 5 MB es fijo.\n\nTodo lo demás está hecho.",
    ],
    ["Por favor, completa los valores en `.env` y continúo.", "Los valores de `.env` los completa la CI."],
  ],
};
