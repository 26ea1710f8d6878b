/** A type whose source text is more than names, literals and brackets. Never leaves this room. */
export class UnknownType extends Error {}
