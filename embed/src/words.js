// SPDX-License-Identifier: MIT
// The few words a visitor may read before the core is there, in every language of locale/. The
// core's own strings are in src/ui/strings.def and locale/.

const NAMES = ['chat', 'open', 'close', 'unread', 'loading', 'retry', 'failed', 'offline', 'browser', 'memory', 'crashed'];

const WORDS = {
  en: ['Chat', 'Open chat', 'Close chat', 'unread', 'Loading the chat', 'Try again', 'The chat could not be loaded. Please try again in a moment.', 'You seem to be offline. The chat needs a connection.', 'This browser is too old for the chat. Please update it.', 'There is not enough memory for the chat. Close some tabs and try again.', 'The chat stopped unexpectedly. Nothing you sent is lost.'],
  de: ['Chat', 'Chat öffnen', 'Chat schließen', 'ungelesen', 'Chat wird geladen', 'Erneut versuchen', 'Der Chat konnte nicht geladen werden. Bitte versuchen Sie es gleich noch einmal.', 'Sie sind anscheinend offline. Der Chat braucht eine Verbindung.', 'Dieser Browser ist zu alt für den Chat. Bitte aktualisieren Sie ihn.', 'Der Speicher reicht für den Chat nicht aus. Schließen Sie einige Tabs und versuchen Sie es erneut.', 'Der Chat wurde unerwartet beendet. Gesendetes ist nicht verloren.'],
  fr: ['Chat', 'Ouvrir le chat', 'Fermer le chat', 'non lus', 'Chargement du chat', 'Réessayer', 'Le chat n’a pas pu être chargé. Veuillez réessayer dans un instant.', 'Vous semblez être hors ligne. Le chat a besoin d’une connexion.', 'Ce navigateur est trop ancien pour le chat. Veuillez le mettre à jour.', 'La mémoire est insuffisante pour le chat. Fermez quelques onglets et réessayez.', 'Le chat s’est arrêté de façon inattendue. Rien de ce que vous avez envoyé n’est perdu.'],
  es: ['Chat', 'Abrir el chat', 'Cerrar el chat', 'sin leer', 'Cargando el chat', 'Reintentar', 'No se pudo cargar el chat. Inténtelo de nuevo en un momento.', 'Parece que no tiene conexión. El chat la necesita.', 'Este navegador es demasiado antiguo para el chat. Actualícelo, por favor.', 'No hay memoria suficiente para el chat. Cierre algunas pestañas e inténtelo de nuevo.', 'El chat se detuvo inesperadamente. No se ha perdido nada de lo enviado.'],
  ru: ['Чат', 'Открыть чат', 'Закрыть чат', 'непрочитано', 'Чат загружается', 'Повторить', 'Не удалось загрузить чат. Попробуйте ещё раз чуть позже.', 'Похоже, нет подключения к интернету. Для чата оно необходимо.', 'Этот браузер слишком старый для чата. Обновите его, пожалуйста.', 'Для чата не хватает памяти. Закройте несколько вкладок и попробуйте снова.', 'Чат неожиданно остановился. Отправленное не потеряно.'],
  ar: ['الدردشة', 'فتح الدردشة', 'إغلاق الدردشة', 'غير مقروءة', 'جارٍ تحميل الدردشة', 'إعادة المحاولة', 'تعذّر تحميل الدردشة. يُرجى المحاولة مرة أخرى بعد قليل.', 'يبدو أنك غير متصل بالإنترنت. تحتاج الدردشة إلى اتصال.', 'هذا المتصفح قديم جدًا بالنسبة إلى الدردشة. يُرجى تحديثه.', 'لا توجد ذاكرة كافية للدردشة. أغلق بعض علامات التبويب ثم حاول مرة أخرى.', 'توقفت الدردشة على نحو غير متوقع. لم يُفقد شيء مما أرسلته.'],
  he: ['צ׳אט', 'פתיחת הצ׳אט', 'סגירת הצ׳אט', 'שלא נקראו', 'הצ׳אט נטען', 'ניסיון חוזר', 'לא ניתן היה לטעון את הצ׳אט. נסו שוב בעוד רגע.', 'נראה שאין חיבור לאינטרנט. הצ׳אט זקוק לחיבור.', 'הדפדפן הזה ישן מדי עבור הצ׳אט. נא לעדכן אותו.', 'אין די זיכרון עבור הצ׳אט. סגרו כמה לשוניות ונסו שוב.', 'הצ׳אט נעצר באופן בלתי צפוי. דבר ממה ששלחתם לא אבד.'],
  fa: ['گفتگو', 'باز کردن گفتگو', 'بستن گفتگو', 'خوانده‌نشده', 'گفتگو در حال بارگذاری است', 'تلاش دوباره', 'گفتگو بارگذاری نشد. لطفاً کمی بعد دوباره تلاش کنید.', 'به نظر می‌رسد آفلاین هستید. گفتگو به اتصال نیاز دارد.', 'این مرورگر برای گفتگو بسیار قدیمی است. لطفاً آن را به‌روز کنید.', 'حافظهٔ کافی برای گفتگو وجود ندارد. چند زبانه را ببندید و دوباره تلاش کنید.', 'گفتگو به‌طور غیرمنتظره متوقف شد. چیزی از آنچه فرستادید از دست نرفته است.'],
  hi: ['चैट', 'चैट खोलें', 'चैट बंद करें', 'अपठित', 'चैट लोड हो रही है', 'फिर से कोशिश करें', 'चैट लोड नहीं हो सकी। कृपया थोड़ी देर में फिर कोशिश करें।', 'लगता है आप ऑफ़लाइन हैं। चैट के लिए कनेक्शन ज़रूरी है।', 'यह ब्राउज़र चैट के लिए बहुत पुराना है। कृपया इसे अपडेट करें।', 'चैट के लिए पर्याप्त मेमोरी नहीं है। कुछ टैब बंद करके फिर कोशिश करें।', 'चैट अचानक रुक गई। आपने जो भेजा है, वह सुरक्षित है।'],
  ja: ['チャット', 'チャットを開く', 'チャットを閉じる', '件の未読', 'チャットを読み込んでいます', '再試行', 'チャットを読み込めませんでした。しばらくしてからもう一度お試しください。', 'オフラインのようです。チャットには接続が必要です。', 'このブラウザーは古いためチャットを利用できません。更新してください。', 'チャットに必要なメモリが足りません。タブをいくつか閉じてもう一度お試しください。', 'チャットが予期せず停止しました。送信した内容は失われていません。'],
  'zh-CN': ['聊天', '打开聊天', '关闭聊天', '条未读', '正在加载聊天', '重试', '无法加载聊天。请稍后再试。', '您似乎处于离线状态。聊天需要网络连接。', '此浏览器版本过旧，无法使用聊天。请更新浏览器。', '内存不足，无法打开聊天。请关闭一些标签页后重试。', '聊天意外停止。您发送的内容没有丢失。'],
};

export const LANGUAGES = Object.keys(WORDS);

/** The best of `known` for a BCP 47 tag, or null: de-AT -> de, zh-Hans -> zh-CN. */
export function matchLanguage(tag, known = LANGUAGES) {
  if (!tag) return null;
  const lower = tag.toLowerCase();
  const exact = known.find((k) => k.toLowerCase() === lower);
  if (exact) return exact;
  const base = lower.split('-')[0];
  if (base === 'iw') return known.includes('he') ? 'he' : null;
  if (/^zh-(hant|tw|hk|mo)/.test(lower)) return null;  // no traditional Chinese rather than a wrong one
  return known.find((k) => k.toLowerCase() === base) ?? known.find((k) => k.toLowerCase().split('-')[0] === base) ?? null;
}

/** @returns {Record<string, string>} */
export function words(lang) {
  const list = WORDS[matchLanguage(lang) ?? 'en'];
  return Object.fromEntries(NAMES.map((name, i) => [name, list[i]]));
}
