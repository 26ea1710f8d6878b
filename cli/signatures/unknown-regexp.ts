/** A regular expression with something that is not understood here. Never leaves this room. */
export class UnknownRegexp extends Error {}
