import { readFile } from 'node:fs/promises'
import type { SignInTerms } from '../../core/access/sign-in-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { homePaths } from '../config/home-folder.js'
import { readSecret } from '../config/secret-file.js'
import type { SignInConfig } from '../config/sign-in-config.js'
import { keepSecret } from '../log/redact-secrets.js'
import { createOidcProvider } from './oidc-provider.js'

/** How people sign in, as the configuration says. The provider is not asked for anything yet. */
export async function createSignIn(config: SignInConfig, homeDir: string): Promise<SignInTerms> {
  const { mode, publicUrl, trustedProxies, oidc } = config
  const terms = { mode, publicUrl, trustedProxies }
  if (oidc === null) return { ...terms, provider: null }
  const clientSecret = oidc.clientSecret ?? (await readSecret(homePaths(homeDir).oidcClientSecretFile))
  if (clientSecret !== null) keepSecret(clientSecret)
  return { ...terms, provider: createOidcProvider({ ...oidc, clientSecret }) }
}

/** Certificate and key of the configuration. Throws InvalidInput for a file that cannot be read. */
export async function readTlsFiles(
  tls: SignInConfig['tls'],
): Promise<{ cert: string; key: string; port: number } | null> {
  if (tls === null) return null
  const read = async (path: string, variable: string) => {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      throw new AssetloomError(
        'InvalidInput',
        `The file of ${variable} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'it is unreadable'}.`,
        `Let ${variable} name a PEM file that this user may read.`,
        { variable },
      )
    }
  }
  return {
    cert: await read(tls.certFile, 'ASSETLOOM_TLS_CERT'),
    key: await read(tls.keyFile, 'ASSETLOOM_TLS_KEY'),
    port: tls.port,
  }
}
