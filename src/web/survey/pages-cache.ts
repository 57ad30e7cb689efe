/** Where the pages of participants are kept for when there is no network. */
export const PAGES_CACHE = "sadari-pages-1";
