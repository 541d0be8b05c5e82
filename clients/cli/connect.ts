import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BackendUnavailableError } from '../http/api-error.js'
import { AssetloomClient, type AssetloomClientOptions } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'
import type { CliContext, GlobalOptions } from './cli-context.js'
import { resolveHome } from './resolve-home.js'

export interface Connection {
  readonly client: AssetloomClient
  readonly url: string
}

/** How long an API that does not answer is waited for; what is left out is that of AssetloomClient. */
export type Patience = Pick<AssetloomClientOptions, 'retryForMs' | 'attemptTimeoutMs'>

/**
 * The API that the options name: `--url` or ASSETLOOM_URL with ASSETLOOM_TOKEN, else the stack that runs in the home.
 * Throws BackendUnavailableError when none runs, CliError when there is no token.
 */
export async function connect(
  context: CliContext,
  options: GlobalOptions,
  patience: Patience = {},
): Promise<Connection> {
  const url = options.url ?? context.env['ASSETLOOM_URL']
  if (url !== undefined && url !== '') {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new CliError('usage', `"${url}" is not an address.`, 'Write it like http://127.0.0.1:7430')
    const token = context.env['ASSETLOOM_TOKEN'] || (await readToken(resolveHome(context, options)))
    return openConnection(url, token, patience)
  }
  const home = resolveHome(context, options)
  const status = await (await context.loadLocalStack()).status(home)
  if (status.apiUrl === null) throw new BackendUnavailableError(`No Assetloom is running in ${home}.`)
  return openConnection(status.apiUrl, await readToken(home), patience)
}

/** A client for the stack of a home, with the token of that home. */
export async function connectToHome(home: string, url: string, retryForMs?: number): Promise<Connection> {
  return openConnection(url, await readToken(home), retryForMs === undefined ? {} : { retryForMs })
}

function openConnection(url: string, token: string | null, patience: Patience): Connection {
  if (token === null)
    throw new CliError(
      'auth',
      `There is no token for ${url}.`,
      'Set ASSETLOOM_TOKEN, or name the home of that stack with --home.',
    )
  return { client: new AssetloomClient({ baseUrl: url, token, ...patience }), url }
}

async function readToken(home: string): Promise<string | null> {
  const text = await readFile(join(home, 'secrets', 'api-token'), 'utf8').catch(() => '')
  return text.trim() === '' ? null : text.trim()
}
