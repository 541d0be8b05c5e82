import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BackendUnavailableError } from '../http/api-error.js'
import { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'
import type { CliContext, GlobalOptions } from './cli-context.js'
import { resolveHome } from './resolve-home.js'

export interface Connection {
  readonly client: AssetloomClient
  readonly url: string
}

/**
 * The API that the options name: `--url` or ASSETLOOM_URL with ASSETLOOM_TOKEN, else the stack that runs in the home.
 * Throws BackendUnavailableError when none runs, CliError when there is no token.
 */
export async function connect(context: CliContext, options: GlobalOptions): Promise<Connection> {
  const url = options.url ?? context.env['ASSETLOOM_URL']
  if (url !== undefined && url !== '') {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new CliError('usage', `"${url}" is not an address.`, 'Write it like http://127.0.0.1:7430')
    const token = context.env['ASSETLOOM_TOKEN'] || (await readToken(resolveHome(context, options)))
    return openConnection(url, token)
  }
  const home = resolveHome(context, options)
  const status = await (await context.loadLocalStack()).status(home)
  if (status.apiUrl === null) throw new BackendUnavailableError(`No Assetloom is running in ${home}.`)
  return connectToHome(home, status.apiUrl)
}

/** A client for the stack of a home, with the token of that home. */
export async function connectToHome(home: string, url: string, retryForMs?: number): Promise<Connection> {
  return openConnection(url, await readToken(home), retryForMs)
}

function openConnection(url: string, token: string | null, retryForMs?: number): Connection {
  if (token === null)
    throw new CliError(
      'auth',
      `There is no token for ${url}.`,
      'Set ASSETLOOM_TOKEN, or name the home of that stack with --home.',
    )
  const options = { baseUrl: url, token, ...(retryForMs === undefined ? {} : { retryForMs }) }
  return { client: new AssetloomClient(options), url }
}

async function readToken(home: string): Promise<string | null> {
  const text = await readFile(join(home, 'secrets', 'api-token'), 'utf8').catch(() => '')
  return text.trim() === '' ? null : text.trim()
}
