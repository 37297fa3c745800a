/* SPDX-License-Identifier: Apache-2.0 */
#include "text/trim_words.h"

#include <stddef.h>

/* clang-format off */
const struct trim_header_word trim_header_words[] = {
    {"From", TRIM_FROM}, {"De", TRIM_FROM}, {"Von", TRIM_FROM}, {"Da", TRIM_FROM},
    {"Van", TRIM_FROM}, {"Fra", TRIM_FROM}, {"Från", TRIM_FROM}, {"Od", TRIM_FROM},
    {"От", TRIM_FROM}, {"От кого", TRIM_FROM}, {"Від кого", TRIM_FROM}, {"Від", TRIM_FROM}, {"Lähettäjä", TRIM_FROM}, {"Feladó", TRIM_FROM},
    {"Kimden", TRIM_FROM}, {"Gönderen", TRIM_FROM}, {"Από", TRIM_FROM}, {"De la", TRIM_FROM},
    {"Expéditeur", TRIM_FROM}, {"Remitente", TRIM_FROM}, {"Mittente", TRIM_FROM},
    {"Remetente", TRIM_FROM}, {"Absender", TRIM_FROM}, {"Afzender", TRIM_FROM},
    {"Saatja", TRIM_FROM}, {"No", TRIM_FROM}, {"Nuo", TRIM_FROM}, {"Frá", TRIM_FROM},
    {"Šalje", TRIM_FROM}, {"Pošiljatelj", TRIM_FROM}, {"Отправитель", TRIM_FROM},
    {"差出人", TRIM_FROM}, {"送信者", TRIM_FROM}, {"发件人", TRIM_FROM}, {"寄件者", TRIM_FROM},
    {"寄件人", TRIM_FROM}, {"보낸 사람", TRIM_FROM}, {"발신", TRIM_FROM}, {"מאת", TRIM_FROM},
    {"من", TRIM_FROM}, {"Từ", TRIM_FROM}, {"Dari", TRIM_FROM},

    {"Sent", TRIM_SENT}, {"Date", TRIM_SENT}, {"Gesendet", TRIM_SENT}, {"Datum", TRIM_SENT},
    {"Gesendet am", TRIM_SENT}, {"Envoyé", TRIM_SENT}, {"Envoyé le", TRIM_SENT}, {"Enviado", TRIM_SENT},
    {"Enviado el", TRIM_SENT}, {"Enviado em", TRIM_SENT}, {"Enviada", TRIM_SENT}, {"Enviada em", TRIM_SENT},
    {"Fecha", TRIM_SENT}, {"Data", TRIM_SENT}, {"Inviato", TRIM_SENT}, {"Verzonden", TRIM_SENT},
    {"Verstuurd", TRIM_SENT}, {"Sendt", TRIM_SENT}, {"Dato", TRIM_SENT}, {"Skickat", TRIM_SENT},
    {"Wysłano", TRIM_SENT}, {"Wysłane", TRIM_SENT}, {"Отправлено", TRIM_SENT}, {"Дата", TRIM_SENT},
    {"Надіслано", TRIM_SENT}, {"Odesláno", TRIM_SENT}, {"Odoslané", TRIM_SENT}, {"Dátum", TRIM_SENT},
    {"Lähetetty", TRIM_SENT}, {"Päivämäärä", TRIM_SENT}, {"Päiväys", TRIM_SENT}, {"Elküldve", TRIM_SENT},
    {"Küldve", TRIM_SENT}, {"Gönderildi", TRIM_SENT}, {"Gönderilme", TRIM_SENT}, {"Tarih", TRIM_SENT},
    {"Trimis", TRIM_SENT}, {"Poslano", TRIM_SENT}, {"Ημερομηνία", TRIM_SENT}, {"Στάλθηκε", TRIM_SENT},
    {"Saadetud", TRIM_SENT}, {"Kuupäev", TRIM_SENT}, {"Nosūtīts", TRIM_SENT}, {"Išsiųsta", TRIM_SENT},
    {"送信日時", TRIM_SENT}, {"日時", TRIM_SENT}, {"日付", TRIM_SENT}, {"发送时间", TRIM_SENT},
    {"发送日期", TRIM_SENT}, {"日期", TRIM_SENT}, {"寄件日期", TRIM_SENT}, {"傳送日期", TRIM_SENT},
    {"보낸 날짜", TRIM_SENT}, {"날짜", TRIM_SENT}, {"תאריך", TRIM_SENT}, {"נשלח", TRIM_SENT},
    {"Ngày", TRIM_SENT}, {"Tanggal", TRIM_SENT}, {"Dikirim", TRIM_SENT},

    {"To", TRIM_TO}, {"An", TRIM_TO}, {"À", TRIM_TO}, {"à", TRIM_TO}, {"A", TRIM_TO},
    {"Para", TRIM_TO}, {"Aan", TRIM_TO}, {"Til", TRIM_TO}, {"Till", TRIM_TO}, {"Do", TRIM_TO},
    {"Кому", TRIM_TO}, {"Komu", TRIM_TO}, {"Pro", TRIM_TO}, {"Vastaanottaja", TRIM_TO},
    {"Címzett", TRIM_TO}, {"Kime", TRIM_TO}, {"Alıcı", TRIM_TO}, {"Către", TRIM_TO}, {"Za", TRIM_TO},
    {"Prima", TRIM_TO}, {"Προς", TRIM_TO}, {"Saaja", TRIM_TO}, {"Kam", TRIM_TO}, {"Kas", TRIM_TO},
    {"Destinatario", TRIM_TO}, {"Destinataire", TRIM_TO}, {"Empfänger", TRIM_TO},
    {"宛先", TRIM_TO}, {"收件人", TRIM_TO}, {"收件者", TRIM_TO}, {"받는 사람", TRIM_TO}, {"수신", TRIM_TO},
    {"אל", TRIM_TO}, {"إلى", TRIM_TO}, {"Đến", TRIM_TO}, {"Kepada", TRIM_TO},

    {"Subject", TRIM_SUBJECT}, {"Betreff", TRIM_SUBJECT}, {"Objet", TRIM_SUBJECT}, {"Sujet", TRIM_SUBJECT},
    {"Asunto", TRIM_SUBJECT}, {"Assunto", TRIM_SUBJECT}, {"Oggetto", TRIM_SUBJECT}, {"Onderwerp", TRIM_SUBJECT},
    {"Emne", TRIM_SUBJECT}, {"Ämne", TRIM_SUBJECT}, {"Temat", TRIM_SUBJECT}, {"Тема", TRIM_SUBJECT},
    {"Předmět", TRIM_SUBJECT}, {"Predmet", TRIM_SUBJECT}, {"Aihe", TRIM_SUBJECT}, {"Tárgy", TRIM_SUBJECT},
    {"Konu", TRIM_SUBJECT}, {"Subiect", TRIM_SUBJECT}, {"Zadeva", TRIM_SUBJECT}, {"Naslov", TRIM_SUBJECT},
    {"Assumpte", TRIM_SUBJECT}, {"Θέμα", TRIM_SUBJECT}, {"Teema", TRIM_SUBJECT}, {"Tēma", TRIM_SUBJECT},
    {"Tema", TRIM_SUBJECT}, {"Efni", TRIM_SUBJECT}, {"件名", TRIM_SUBJECT}, {"主题", TRIM_SUBJECT},
    {"主旨", TRIM_SUBJECT}, {"主題", TRIM_SUBJECT}, {"제목", TRIM_SUBJECT}, {"נושא", TRIM_SUBJECT},
    {"الموضوع", TRIM_SUBJECT}, {"Chủ đề", TRIM_SUBJECT}, {"Subjek", TRIM_SUBJECT},

    {"Cc", TRIM_OTHER}, {"Bcc", TRIM_OTHER}, {"Kopie", TRIM_OTHER}, {"Kopie (CC)", TRIM_OTHER},
    {"Copie à", TRIM_OTHER}, {"Copia", TRIM_OTHER}, {"Kopia", TRIM_OTHER}, {"Kopi", TRIM_OTHER},
    {"Копия", TRIM_OTHER}, {"Копія", TRIM_OTHER}, {"Másolat", TRIM_OTHER}, {"Bilgi", TRIM_OTHER},
    {"Reply-To", TRIM_OTHER}, {"Reply to", TRIM_OTHER}, {"Antwort an", TRIM_OTHER}, {"Répondre à", TRIM_OTHER},
    {"Responder a", TRIM_OTHER}, {"Rispondi a", TRIM_OTHER}, {"Risposta", TRIM_OTHER}, {"Antwoord aan", TRIM_OTHER},
    {"Importance", TRIM_OTHER}, {"Wichtigkeit", TRIM_OTHER}, {"Importancia", TRIM_OTHER}, {"Priority", TRIM_OTHER},
    {"Priorität", TRIM_OTHER}, {"Attachments", TRIM_OTHER}, {"Anlagen", TRIM_OTHER}, {"Organization", TRIM_OTHER},
    {"抄送", TRIM_OTHER}, {"副本", TRIM_OTHER}, {"참조", TRIM_OTHER}, {NULL, 0},
};

const char *const trim_wrote[] = {
    "wrote", "writes", "write", "sent", "said", "a écrit", "a ecrit", "écrivait", "schrieb", "schreibt",
    "hat geschrieben", "geschrieben", "escribió", "escribio", "escribe", "ha escrito", "ha scritto", "scrive", "scrisse",
    "escreveu", "schreef", "heeft geschreven", "het volgende geschreven", "skrev", "skrev följande", "napisał", "napisał(a)",
    "napisała", "napisał/a", "napisal", "napsal", "napsal(a)", "napsala", "napísal", "napísal(a)", "kirjoitti", "írta",
    "a scris", "написал", "написал(а)", "написала", "написал:", "пишет", "писал", "пише", "написав", "написав(ла)", "написав(-ла)",
    "yazdı", "yazdi", "şunu yazdı", "έγραψε", "kirjutas", "rakstīja", "rašė", "je napisao", "je napisao/la", "je napisala",
    "je napisal", "je napisal/a", "va escriure", "ha escrit", "đã viết", "menulis", "skrifaði", "כתב", "כתב/ה", "כתבה",
    "كتب", "写道", "寫道", "写到", "님이 작성", "작성", "wrote as follows", "pisze", "napisało", "schrieben Sie", "schrieben",
    "replied", "написа", "napisao je", "napisala je", "je napisal(a)", "je oseba", "のメール", "のメッセージ", "さんは書きました",
    "nous a dit", "a dit", "disse", "dijo", "verzond", "escribía", "va dir", "написали", "piše", "је написао", "је написао/ла",
    "shkroi", "ha escrit", "ezt írta", "kirjoittaa", "skriver", "schrijft", "írt", NULL,
};

const char *const trim_quoters[] = {
    "Quoting", "Zitat von", "Zitiere", "Citando a", "Citando", "Citação de", "Citazione di", "En réponse à", "Selon",
    "Citerar", "Citeren", "Cytowanie", "Cytuję", "Цитирую", "Citace", "Citát", "Idézet", "Quote from", NULL,
};

const char *const trim_pronouns[] = {
    "I", "You", "He", "She", "We", "They", "It", "Ich", "Er", "Sie", "Wir", "Je", "Il", "Elle", "Nous", "Vous", "Yo", "Él",
    "Ella", "Usted", "Eu", "Ele", "Ela", "This", "That", "What", "And", "But", "Someone", "Somebody", "As", NULL,
};

const char *const trim_starters[] = {
    "On", "At", "Le", "Am", "El", "Il", "Em", "Op", "Den", "På", "Pe", "W dniu", "Dnia", "Dne", "Dňa", "În", "In data",
    "În data", "Ngày", "Vào", "Pada", "Στις", "Um", "Dana", "Kl", "Fecha", "בתאריך", "ב-", "في", "在", "于", "El día", "Al",
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье", "понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя",
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    "Saturday", "Sunday", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "po", "út", "st", "čt", "pá", "so", "ne",
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "ma", "ke", "to", "pe", "la", "su", "ti",
    "Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс", "Нд", "Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота",
    "Воскресенье", "Понеділок", "Вівторок", "Середа", "Четвер", "П'ятниця", "Субота", "Неділя", "На", "V", "Kuupäev",
    "У", "Dne", "Dana", "Na", "Hari", "Ar", NULL,
};

const char *const trim_message_words[] = {
    "message", "nachricht", "meddelelse", "melding", "mensaje", "mensagem", "messaggio", "bericht", "meddelande",
    "viesti", "wiadomo", "сообщени", "zpráva", "zprava", "správa", "üzenet", "повідомлен", "письмо", "missatge",
    "besked", "e-post", "епоруке", "порука", "poruka", "sporočilo", "teade", "laiškas", "žinutė", "ziņojums", "skilaboð",
    "pesan", "thư", "رسالة", "הודעה", "메시지", "메일", "訊息", "转发", "轉寄", "correo", "courriel", "писмо", "съобщение",
    "mesaj", "ileti", "μήνυμα", "邮件", "郵件", "メッセージ", "원본", "forward", "weitergeleitet", "original e-mail",
    "original mail", "original email", "original appointment", "ursprünglicher termin", "reply", "wrote", NULL,
};

const char *const trim_forwards[] = {
    "Begin forwarded message", "Anfang der weitergeleiteten Nachricht", "Anfang der weitergeleiteten E-Mail",
    "Début du message réexpédié", "Début du message transféré", "Inicio del mensaje reenviado",
    "Início da mensagem encaminhada", "Início da mensagem reencaminhada", "Inizio messaggio inoltrato",
    "Begin doorgestuurd bericht", "Vidarebefordrat brev", "Videresendt melding", "Start på videresendt besked",
    "Początek przekazanej wiadomości", "Начало переадресованного сообщения", "下面是被转发的邮件",
    "転送されたメッセージ", NULL,
};

const char *const trim_sent_froms[] = {
    "Sent from ", "Sent via ", "Sent using ", "Sent on the go", "Get Outlook for", "Get BlueMail for", "Von meinem ",
    "Gesendet von ", "Gesendet mit ", "Gesendet über ", "Von unterwegs gesendet", "Diese Nachricht wurde von mein",
    "Envoyé de ", "Envoyé depuis ", "Envoyé à partir ", "Envoyé avec ", "Enviado desde ", "Enviado do ", "Enviado a partir ",
    "Enviado de ", "Enviado con ", "Enviado pelo ", "Enviado via ", "Inviato da", "Inviato dal ", "Verzonden vanaf ", "Verstuurd vanaf ",
    "Verzonden met ", "Verzonden via ", "Verstuurd met ", "Skickat från ", "Skickades från", "Sendt fra ", "Sendt med ", "Wysłano z ", "Wysłane z ",
    "Отправлено с ", "Отправлено из ", "Надіслано з ", "Odesláno z ", "Odoslané z ", "Lähetetty ", "Küldve ", "Trimis de pe ",
    "Poslano z ", "Poslano s ", "Enviat des ", "Στάλθηκε από", "Được gửi từ", "Dikirim dari", "从我的", "发自我的", "發自我的", "来自我的",
    "Mobil gesendet", "Gesendet vom", "Sendt i fra", "Sent with ", "Please excuse the brevity", "Descarga Outlook para",
    "Télécharger Outlook pour", "Outlook für ", "Scarica Outlook per", "Obtener Outlook para", "Hol dir Outlook",
    "Obter o Outlook para", "Outlook voor ", "Скачать Outlook", "Pobierz program Outlook", "Hämta Outlook", "Hent Outlook",
    "Provenance : Courrier", "Elküldve ", "Εστάλη από", "נשלח מ", "أرسلت من", "أُرسلت من", "تم الإرسال من", "Изпратено от ",
    "Испратено од ", "Послато са ", "Poslato sa ", "Poslano iz ", "Saadetud minu ", "Nosūtīts no ", "Išsiųsta iš ", "ส่งจาก", "從我的",
    "由我的", "傳送自", "Please excuse typos", "Please excuse my brevity", "Please excuse brevity", "Excuse typos",
    "Diese E-Mail wurde von mein", "Diese Mail wurde von mein", "Cet e-mail a été envoyé depuis", "Mensaje enviado desde", NULL,
};

const char *const trim_devices[] = {
    "phone", "ipad", "ipod", "mobile", "android", "blackberry", "tablet", "galaxy", "samsung", "nokia", "pixel", "keyboard",
    "telefon", "mobil", "huawei", "xiaomi", "handy", NULL,
};

const char *const trim_sent_from_ends[] = {
    "gesendet", "から送信", "에서 보냄", "'dan gönderildi", "'umdan gönderildi", "gönderildi", "-omról küldve", "-ról küldve",
    " from mobile", " from my mobile", " from my phone", "에서 보낸 메일", "から送信されました", NULL,
};

const char *const trim_closings[] = {
    "thanks", "thank you", "thanks again", "many thanks", "thanks a lot", "thx", "thanks in advance", "cheers", "regards",
    "best", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards", "with kind regards", "best wishes", "all the best", "sincerely",
    "sincerely yours", "yours", "yours truly", "yours sincerely", "yours faithfully", "respectfully", "greetings", "rgds", "br",
    "thanks and regards", "thanks & regards",
    "mit freundlichen grüßen", "mit freundlichem gruß", "mit besten grüßen", "freundliche grüße", "freundliche grüsse", "mfg",
    "viele grüße", "viele grüsse", "liebe grüße", "beste grüße", "schöne grüße", "herzliche grüße", "gruß", "grüße", "vg", "lg",
    "danke", "vielen dank", "cordialement", "bien cordialement", "bien à vous", "salutations", "amicalement", "merci", "saludos",
    "saludos cordiales", "un saludo", "un cordial saludo", "atentamente", "gracias", "muchas gracias", "cordiali saluti", "saluti", "distinti saluti",
    "grazie", "met vriendelijke groet", "met vriendelijke groeten", "groeten", "groet", "bedankt", "med vennlig hilsen",
    "med venlig hilsen", "mvh", "hilsen", "med vänliga hälsningar", "vänliga hälsningar", "hälsningar", "pozdrawiam", "z poważaniem",
    "с уважением", "С уважением", "з повагою", "З повагою", "atenciosamente", "att", "obrigado", "obrigada", "abraços", "cumprimentos",
    "s pozdravem", "s pozdravom", "ystävällisin terveisin", "terveisin", "üdvözlettel", "saygılarımla", "teşekkürler", NULL,
};
/* clang-format on */
