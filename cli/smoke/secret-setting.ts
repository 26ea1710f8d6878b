/** Whether a setting of this name, or below it, holds a secret: `password`, `auth_token`. */
export function isSecretSetting(name: string): boolean {
  return /pass|secret|token|credential/iu.test(name);
}
