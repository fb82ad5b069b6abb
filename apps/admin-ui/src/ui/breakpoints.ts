/** Widths at which the layout changes, in pixels; the style sheets have the same, which a test compares. */
export const BREAKPOINTS = { phone: 760, tablet: 900, tools: 1_000, wide: 1_560 } as const;

/** Where the choice of a time needs the whole width of the tools. */
export const IN_FEW_TOOLS = `(max-width: ${BREAKPOINTS.tools}px)`;
export const ON_PHONE = `(max-width: ${BREAKPOINTS.phone}px)`;
