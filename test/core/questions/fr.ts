import type { Examples } from "./examples.ts";

export const french: Examples = {
  awaiting: [
    "Le cache est chaud. Dois-je le déployer sur les autres machines ?",
    "Deux pistes :\n\n- **SQLite** : un fichier\n- **Postgres** : tient mieux la charge\n\nDis-moi laquelle tu préfères.",
    "Voilà le plan. Dès que tu l'as validé, je commence par le parseur.",
    "Sans identifiants je n'atteins pas le registre. Merci de me fournir le jeton de préproduction.",
    "Veux-tu garder les anciennes options ? Je les laisserais en alias, car des scripts les utilisent.",
    "Lance `make flash` avec la carte branchée et dis-moi ce que fait la LED.",
    "Choisis une option :\n\n1. Garder\n2. Supprimer\n\nRéponds par un numéro.",
    "Tout est prêt, mais rien n'est poussé. J'attends ton feu vert.",
    "Laquelle dois-je faire d'abord ?\n\n- renommer\n- découper",
    "J'ai trouvé trois candidats. Pour le troisième, c'est à toi de décider.",
    "Pourriez-vous envoyer le journal de l'exécution en échec ? Celui du ticket est tronqué.",
    "La migration est terminée. Je crée la PR ?",
    "Ça te va ? Si oui, je commence.",
    "Il me manque la clé d'API. Une fois que tu l'as ajoutée, préviens-moi et je continue.",
    "Merci de confirmer le plan avant que je touche à la table.",
    "Rebase ou merge ?",
    "J'ai besoin de deux réponses :\n1. La colonne peut-elle être nulle ?\n2. Quelqu'un lit-il encore l'ancienne table ?",
    "J'ai deux propositions. Dites-moi comment vous souhaitez procéder.",
    "Comment s'appelle le bucket de production ? Je ne l'ai pas trouvé dans le dépôt.",
    "Je ne supprime rien avant ton accord.",
    "Redémarre le service puis envoie-moi la sortie.",
    "À toi de choisir : A ou B.",
    "Tu peux me donner le lien du ticket ?",
    "Donne-moi ton OK et je commite.",
    "On passe à la tâche 4 ?",
  ],
  settled: [
    "Les 48 tests passent et la branche est poussée.",
    "C'est fait. N'hésite pas si tu as besoin d'autre chose.",
    "La documentation est à jour. Si tu veux, je peux aussi ajouter un schéma.",
    "Le bug est corrigé. Puis-je vous aider pour autre chose ?",
    "Bonjour ! Sur quoi souhaitez-vous travailler aujourd'hui ?",
    "Pourquoi ça bloquait ? Le socket n'était jamais fermé. Je le ferme maintenant dans `finally`.",
    "Le titre de la boîte est devenu « Voulez-vous vraiment quitter ? » et les captures sont à jour.",
    "La CI tourne encore. Je ferai un point quand elle aura fini.",
    "Trois agents explorent le code en arrière-plan ; je résumerai ensuite.",
    "| Question | Réponse |\n| --- | --- |\n| Ça tient la charge ? | Oui |",
    "La requête :\n\n```sql\nselect name from users where id = ?\n```",
    "### Qu'est-ce qui a changé ?\n\n- Le parseur lit par morceaux\n- Les erreurs indiquent la ligne",
    "N'hésitez pas à me le dire si quelque chose n'est pas clair.",
    "Je reste à ta disposition. La compilation prend maintenant 40 secondes.",
    "L'utilisateur choisit un thème au premier démarrage, et ce choix est gardé.",
    "Comment ça marche ? Chaque worker prend un bail et le renouvelle toutes les dix secondes.",
    "Avec plaisir ! D'autres questions ?",
    "La CLI demande maintenant une confirmation avant de supprimer.",
    "Si le problème persiste, envoie-moi les journaux.",
    "Tu peux maintenant lancer `npm start` et ouvrir la page.",
  ],
  alike: [
    // A wish whose object is not named.
    [
      "Le parseur est prêt. Veux-tu que je déplace aussi les deux autres fichiers ?",
      "Le parseur est prêt. Veux-tu changer ou ajouter quelque chose ?",
    ],
    ["Veux-tu garder l'ancien nom ?", "Souhaitez-vous que j'examine d'autres aspects ?"],
    // A way to go beside a pleasantry.
    [
      "Dois-je créer le tag, ou veux-tu changer autre chose ?",
      "Veux-tu changer autre chose, ou as-tu d'autres questions ?",
    ],
    ["Besoin d'autre chose, ou dois-je fusionner ?", "Veux-tu ajuster quelque chose ou ajouter d'autres détails ?"],
    // A condition before what it asks for.
    [
      "Recharge la page et dis-moi si la bannière a disparu.",
      "Si la bannière apparaît encore, envoie-moi une capture.",
    ],
    // A condition before a list, or in the sentence before.
    [
      "Pour trouver la cause :\n- redémarre le worker\n- envoie-moi la sortie de `worker --debug`",
      "Si le worker bloque encore :\n- redémarre-le\n- envoie-moi la sortie de `worker --debug`",
    ],
    // An answer that the next step waits for.
    ["Dis-moi si le plan est bon et je commence le chapitre deux.", "Dis-moi si tu veux aussi un schéma."],
    ["Préviens-moi quand tu l'as relu et je continue avec les tests.", "Fais-moi savoir si tu as des questions."],
    // What happens unless somebody says something.
    [
      "Dis-moi si tu veux des changements, sinon je continue avec l'étape deux.",
      "Dis-moi si tu veux des changements, sinon rien n'est en suspens.",
    ],
    // A way that is none of those named.
    ["Dois-je utiliser Postgres, SQLite ou autre chose ?", "Veux-tu ajuster quelque chose ou autre chose ?"],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    [
      "Question : la limite de 5 Mo est-elle fixe ?\n\nTout le reste est fait.",
      "La limite de 5 Mo est fixe.\n\nTout le reste est fait.",
    ],
    [
      "S'il te plaît, complète les valeurs dans `.env` et je continue.",
      "Les valeurs de `.env` sont complétées par la CI.",
    ],
  ],
};
