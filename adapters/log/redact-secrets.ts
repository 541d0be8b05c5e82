/** A shorter value is a word that may stand anywhere: hiding it would spoil lines and protect nothing. */
const secretCharsMin = 8
const hidden = '[secret]'
const secretName = /passw(or)?d|secret|token|api[-_]?key|authorization|cookie|credential/i
/** Variables whose whole value is secret, and those that hold a password in an address. */
const secretVariables = [
  'TEMPORAL_API_KEY',
  'ASSETLOOM_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'LLM_API_KEY',
  'OPENAI_IMAGES_KEY',
  'ELEVENLABS_KEY',
  'COMFYUI_HEADERS',
] as const
const addressVariables = ['DATABASE_URL'] as const

const known = new Set<string>()

/** From now on no line of this process shows `secret`. */
export function keepSecret(secret: string | null | undefined): void {
  if (secret && secret.length >= secretCharsMin) known.add(secret)
}

/** Keeps what the environment holds in secret. */
export function keepEnvironmentSecrets(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of secretVariables) {
    keepSecret(env[name])
    for (const pair of env[name]?.split(',') ?? []) keepSecret(pair.slice(pair.indexOf('=') + 1).trim())
  }
  for (const name of addressVariables) {
    const address = env[name]
    if (!address || !URL.canParse(address)) continue
    const { password } = new URL(address)
    keepSecret(password)
    keepSecret(safelyDecoded(password))
  }
}

/** `text` without known secrets, passwords in addresses, bearer tokens and one-time codes. */
export function redactText(text: string): string {
  let clean = text
  for (const secret of known) if (clean.includes(secret)) clean = clean.split(secret).join(hidden)
  return clean
    .replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s/@]{1,500}@/gi, `$1:${hidden}@`)
    .replace(/\bBearer\s+[\w.~+/=-]{8,}/gi, `Bearer ${hidden}`)
    .replace(/([?&](?:once|code|token|key|password)=)[^&\s"']{4,}/gi, `$1${hidden}`)
}

/** A replacer for JSON.stringify: strings are cleaned, those under a name that tells of a secret are left out. */
export function redactMember(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Error) return redactText(value.stack ?? value.message)
  if (typeof value !== 'string') return value
  return secretName.test(name) && value !== '' ? hidden : redactText(value)
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
