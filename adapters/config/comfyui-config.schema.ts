import { z } from 'zod'

const urlsMax = 16
const urlShape = 'has to be addresses that start with http:// or https://, with commas between them'

/** `http://127.0.0.1:8188,http://10.0.0.5:8188`: one server each, without credentials. */
export const comfyuiUrls = z
  .string()
  .max(4_000)
  .transform((text) => text.split(',').map((part) => part.trim().replace(/\/+$/, '')))
  .refine((urls) => urls.every(isPlainAddress), urlShape)
  .refine((urls) => new Set(urls.map(serverOf)).size === urls.length, 'names one server twice')
  .refine((urls) => urls.length <= urlsMax, `has to be at most ${urlsMax} addresses`)

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  const hasNothingElse = [username, password, search, hash].every((part) => part === '')
  return (protocol === 'http:' || protocol === 'https:') && hasNothingElse
}

/** Two processes for one server would crowd on it, each as if it had it alone. */
function serverOf(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1'
  return url.href
}

/** Those that the client sets itself, or that would make a server refuse it. */
const reservedHeaders = new Set(['host', 'origin', 'content-length', 'content-type', 'connection', 'upgrade'])

/** `name=value` with commas between them; a value may have anything printable but a comma. */
export const comfyuiHeaders = z
  .string()
  .max(10_000)
  .regex(
    /^\s*[A-Za-z0-9-]+=[\x20-\x2b\x2d-\x7e]*(?:,\s*[A-Za-z0-9-]+=[\x20-\x2b\x2d-\x7e]*)*$/,
    'has to be name=value, with commas between them',
  )
  .transform((text) =>
    Object.fromEntries(
      text.split(',').map((part): [string, string] => {
        const at = part.indexOf('=')
        return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]
      }),
    ),
  )
  .refine(
    (headers) => Object.keys(headers).every((name) => !reservedHeaders.has(name)),
    `cannot set ${[...reservedHeaders].join(', ')}`,
  )

/** `["systemctl", "--user", "restart", "comfyui"]`: a program and its arguments; no shell reads them. */
export const comfyuiRestartCommand = z
  .string()
  .max(4_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'has to be a JSON list of texts: a program and its arguments',
      })
      return z.NEVER
    }
  })
  .pipe(
    z.tuple([z.string().min(1)], z.string(), 'has to be a JSON list of texts: a program and its arguments'),
  )
