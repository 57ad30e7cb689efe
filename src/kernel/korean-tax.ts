/**
 * A prize of more than this market value is other income in Korea (소득세법 제21조, 제84조): its giver withholds tax.
 * In won, of all that one person wins in one event.
 */
export const TAX_FREE_PRIZE_WON = 50_000;

/** Withheld of such a prize in percent: 20 and the local 2. */
export const PRIZE_TAX_PERCENT = 22;
