// Whether anything may move.

/**
 * Whether the visitor wants no motion.
 * @returns {boolean}
 */
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
