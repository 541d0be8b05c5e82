import { GpuPage } from '../gpu-page.js'
import { LegacyPage } from './legacy-page.js'

/** The page of all GPU hosts. */
export function GpuPlace() {
  return <LegacyPage open={(context) => new GpuPage(context)} />
}
