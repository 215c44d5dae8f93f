/** Comments begun and put away, by member, note and the comment they answer, until they are sent or the page is left. */
export const unsaid = new Map<string, string>()
