/** What led to buying (note:1, show:2), as an address tells it; a word that the shop would not take is left out, since it would refuse the order. */
export const sourceIn = (given: unknown): string | undefined => (typeof given === 'string' && given.length <= 100 && /^[a-z_]+:[A-Za-z0-9_.-]+$/.test(given) ? given : undefined)
