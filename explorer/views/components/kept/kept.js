// Remembers in this tab the token under which the server keeps the visitor's photos, and tells it to a new session.

const NAME = "cnn_kept";
const NO_TOKEN = "none";

/** What the tab remembers. In some frames, and by some settings, a page may not ask. */
function remembered() {
  try {
    return sessionStorage.getItem(NAME) ?? NO_TOKEN;
  } catch {
    return NO_TOKEN;
  }
}

function remember(token) {
  try {
    sessionStorage.setItem(NAME, token);
  } catch {
    // then a reload asks for the photo again
  }
}

/**
 * @param {{data: {ask: string, token: string, wanted: boolean, later: number}, parentElement: HTMLElement,
 *   setStateValue: Function}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setStateValue }) {
  const own = (parentElement.cnnKept ??= { asked: "", timer: 0 });
  if (own.asked !== data.ask) {
    own.asked = data.ask;
    const token = remembered();
    if (data.wanted || token !== NO_TOKEN) setStateValue("token", token);
  }
  if (data.token) remember(data.token);
  clearTimeout(own.timer);
  if (data.later) own.timer = setTimeout(() => setStateValue("again", Date.now()), data.later);
}
