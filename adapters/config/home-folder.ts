import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import { ensureSecret, readSecret } from './secret-file.js'

/** The places below a home. */
export function homePaths(home: string) {
  return {
    logsDir: join(home, 'logs'),
    runDir: join(home, 'run'),
    secretsDir: join(home, 'secrets'),
    temporalDir: join(home, 'temporal'),
    postgresDir: join(home, 'postgres'),
    apiTokenFile: join(home, 'secrets', 'api-token'),
    llmApiKeyFile: join(home, 'secrets', 'llm-api-key'),
    openAiImagesKeyFile: join(home, 'secrets', 'openai-images-key'),
    elevenLabsKeyFile: join(home, 'secrets', 'elevenlabs-key'),
    s3AccessKeyIdFile: join(home, 'secrets', 's3-access-key-id'),
    s3SecretAccessKeyFile: join(home, 'secrets', 's3-secret-access-key'),
    oidcClientSecretFile: join(home, 'secrets', 'oidc-client-secret'),
    pricesFile: join(home, 'prices.json'),
    postgresPasswordFile: join(home, 'secrets', 'postgres-password'),
    stackFile: join(home, 'run', 'stack.json'),
    portsFile: join(home, 'run', 'ports.json'),
    metricsTargetsFile: join(home, 'run', 'prometheus-targets.json'),
    lockFile: join(home, 'run', 'supervisor.lock'),
  }
}

/**
 * Makes the folders of a home, for its owner only (0700).
 * Throws InvalidInput for a folder that others may write to: closing /tmp or a team's folder would harm them.
 */
export async function prepareHome(home: string): Promise<void> {
  const paths = homePaths(home)
  const isNew = (await mkdir(home, { recursive: true, mode: 0o700 })) !== undefined
  if (!isNew) await closeHome(home)
  for (const dir of [paths.logsDir, paths.runDir, paths.secretsDir, paths.temporalDir, paths.postgresDir]) {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  }
}

async function closeHome(home: string): Promise<void> {
  const { mode } = await stat(home)
  if ((mode & 0o022) !== 0) {
    throw new AssetloomError(
      'InvalidInput',
      `The home ${home} is a folder that other users may write to.`,
      'Set ASSETLOOM_HOME to a folder of its own, or close this one: chmod go-w',
      { path: home },
    )
  }
  const names = await readdir(home)
  // A folder that holds other things as well stays as open as it is; ours below it are closed.
  if (names.length === 0 || names.includes('run')) await chmod(home, 0o700)
}

/** The bearer token of the API of this home, made on first use. Two processes at once get one token. */
export function ensureApiToken(home: string): Promise<string> {
  return ensureSecret(homePaths(home).apiTokenFile)
}

/** The token when the home has one, else null (the service was never started there). */
export function readApiToken(home: string): Promise<string | null> {
  return readSecret(homePaths(home).apiTokenFile)
}
