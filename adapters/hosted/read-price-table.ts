import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetloomError } from '../../core/errors.js'
import { mergePrices } from '../../core/generation/job-cost.js'
import { type PriceTable, priceTableSchema } from '../../core/generation/price-table.schema.js'
import { homePaths } from '../config/home-folder.js'

const tableBytesMax = 1024 * 1024

/**
 * The dated prices that Assetloom ships (models/catalog/prices.json), with those of the home's prices.json in their place
 * where both name the same thing. Throws InvalidInput that names the file and the member for a table that is none.
 */
export async function readPriceTable(homeDir: string): Promise<PriceTable> {
  const shipped = await readTable(join(packageRoot(), 'models', 'catalog', 'prices.json'))
  const own = await readTable(homePaths(homeDir).pricesFile)
  const none: PriceTable = { format: 'assetloom-prices/1', currency: 'USD', prices: [] }
  return mergePrices(shipped ?? none, own ?? none)
}

async function readTable(path: string): Promise<PriceTable | null> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  if (bytes.length > tableBytesMax) throw unusable(path, `it has more than ${tableBytesMax} bytes`)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw unusable(path, `it is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
  const parsed = priceTableSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unusable(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no price table'}`)
}

function unusable(path: string, what: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `The price table ${path} is not usable: ${what}.`,
    'See docs/guides/add-a-provider.md for its form, or remove the file.',
    { path },
  )
}

/** The nearest folder above this file, source or built, with a package.json. */
function packageRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir)
  return dir
}
