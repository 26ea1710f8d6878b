/** Why a manifest cannot be read on, and at which offset. */
export class ManifestFault extends Error {
  readonly position: number;

  constructor(position: number, reason: string) {
    super(reason);
    this.position = position;
  }
}
