import { homePaths } from '../../adapters/config/home-folder.js'
import { writeJson } from './stack-state.js'

/**
 * Writes `<home>/run/prometheus-targets.json` for Prometheus' file_sd_configs: one target a process, with its name as a
 * label. It stays when the stack stops, so that Prometheus sees that they are down. Returns the addresses by process.
 */
export async function writeMetricsTargets(
  home: string,
  apiUrl: string,
  metricsPorts: Readonly<Record<string, number>>,
): Promise<Record<string, string>> {
  const hosts = { api: new URL(apiUrl).host, ...mapValues(metricsPorts, (port) => `127.0.0.1:${port}`) }
  const targets = Object.entries(hosts).map(([process, host]) => ({
    targets: [host],
    labels: { process, home },
  }))
  await writeJson(homePaths(home).metricsTargetsFile, targets)
  return mapValues(hosts, (host) => `http://${host}/metrics`)
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
