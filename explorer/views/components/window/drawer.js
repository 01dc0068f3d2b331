// On a phone the sidebar covers the page: it is closed as soon as it has led somewhere.

const LEADS = '[data-testid="stSidebarNavLink"], [class*="st-key-contents_"] button';
const CLOSE = '[data-testid="stSidebarCollapseButton"] button';

/**
 * Closes the sidebar after a tap on another page or lesson.
 * @param {() => boolean} isPhone
 * @returns {void}
 */
export function closeAfterNavigation(isPhone) {
  document.addEventListener("click", ({ target }) => {
    const sidebar = target.closest?.('[data-testid="stSidebar"]');
    if (sidebar && isPhone() && target.closest(LEADS)) setTimeout(() => sidebar.querySelector(CLOSE)?.click());
  });
}
