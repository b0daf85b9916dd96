const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur']

const en = {
  open: 'Open the chat',
  close: 'Close the chat',
  messages: 'Messages',
  placeholder: 'Write a message',
  send: 'Send',
  typing: 'An answer is being written',
  offline: 'No connection. Trying again…',
  newConversation: 'A new conversation has begun.',
  failed: 'This message was not sent.',
  retry: 'Try again',
  unread: count => `${count} unread`,
  picture: 'Picture',
  quickReplies: 'Suggestions',
  cards: count => `${count} cards`,
  video: 'Watch the video',
  audio: 'Listen to the recording'
}

const translations = {
  en,
  ar: {
    open: 'افتح المحادثة',
    close: 'أغلق المحادثة',
    messages: 'الرسائل',
    placeholder: 'اكتب رسالة',
    send: 'إرسال',
    typing: 'تتم كتابة الرد',
    offline: 'لا يوجد اتصال. نحاول مرة أخرى…',
    newConversation: 'بدأت محادثة جديدة.',
    failed: 'لم تُرسَل هذه الرسالة.',
    retry: 'حاول مرة أخرى',
    unread: count => `غير مقروءة: ${count}`,
    picture: 'صورة',
    quickReplies: 'اقتراحات',
    cards: count => `البطاقات: ${count}`,
    video: 'شاهد الفيديو',
    audio: 'استمع إلى التسجيل'
  },
  de: {
    open: 'Chat öffnen',
    close: 'Chat schließen',
    messages: 'Nachrichten',
    placeholder: 'Nachricht schreiben',
    send: 'Senden',
    typing: 'Eine Antwort wird geschrieben',
    offline: 'Keine Verbindung. Neuer Versuch …',
    newConversation: 'Ein neues Gespräch hat begonnen.',
    failed: 'Diese Nachricht wurde nicht gesendet.',
    retry: 'Nochmals versuchen',
    unread: count => `${count} ungelesen`,
    picture: 'Bild',
    quickReplies: 'Vorschläge',
    cards: count => `${count} Karten`,
    video: 'Video ansehen',
    audio: 'Aufnahme anhören'
  },
  es: {
    open: 'Abrir el chat',
    close: 'Cerrar el chat',
    messages: 'Mensajes',
    placeholder: 'Escribe un mensaje',
    send: 'Enviar',
    typing: 'Se está escribiendo una respuesta',
    offline: 'Sin conexión. Reintentando…',
    newConversation: 'Ha comenzado una conversación nueva.',
    failed: 'Este mensaje no se ha enviado.',
    retry: 'Reintentar',
    unread: count => `${count} sin leer`,
    picture: 'Imagen',
    quickReplies: 'Sugerencias',
    cards: count => `${count} tarjetas`,
    video: 'Ver el vídeo',
    audio: 'Escuchar la grabación'
  },
  fr: {
    open: 'Ouvrir la discussion',
    close: 'Fermer la discussion',
    messages: 'Messages',
    placeholder: 'Écrire un message',
    send: 'Envoyer',
    typing: 'Une réponse est en cours de rédaction',
    offline: 'Pas de connexion. Nouvel essai…',
    newConversation: 'Une nouvelle conversation commence.',
    failed: "Ce message n'a pas été envoyé.",
    retry: 'Réessayer',
    unread: count => `${count} non lus`,
    picture: 'Image',
    quickReplies: 'Propositions',
    cards: count => `${count} cartes`,
    video: 'Voir la vidéo',
    audio: "Écouter l'enregistrement"
  },
  it: {
    open: 'Apri la chat',
    close: 'Chiudi la chat',
    messages: 'Messaggi',
    placeholder: 'Scrivi un messaggio',
    send: 'Invia',
    typing: 'È in arrivo una risposta',
    offline: 'Nessuna connessione. Nuovo tentativo…',
    newConversation: 'È iniziata una nuova conversazione.',
    failed: 'Questo messaggio non è stato inviato.',
    retry: 'Riprova',
    unread: count => `${count} non letti`,
    picture: 'Immagine',
    quickReplies: 'Suggerimenti',
    cards: count => `${count} schede`,
    video: 'Guarda il video',
    audio: 'Ascolta la registrazione'
  },
  pt: {
    open: 'Abrir a conversa',
    close: 'Fechar a conversa',
    messages: 'Mensagens',
    placeholder: 'Escreva uma mensagem',
    send: 'Enviar',
    typing: 'Uma resposta está sendo escrita',
    offline: 'Sem conexão. Tentando de novo…',
    newConversation: 'Uma nova conversa começou.',
    failed: 'Esta mensagem não foi enviada.',
    retry: 'Tentar de novo',
    unread: count => `${count} não lidas`,
    picture: 'Imagem',
    quickReplies: 'Sugestões',
    cards: count => `${count} cartões`,
    video: 'Ver o vídeo',
    audio: 'Ouvir a gravação'
  }
}

/** The texts around a conversation; English where there are none. */
export function textsIn (language) {
  const [code] = String(language).toLowerCase().split('-')
  return Object.hasOwn(translations, code)
    ? { language: code, texts: translations[code] }
    : { language: 'en', texts: en }
}

export function isRightToLeft (language) {
  return RIGHT_TO_LEFT.includes(language)
}
