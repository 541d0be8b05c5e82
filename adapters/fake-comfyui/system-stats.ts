import { freemem, totalmem } from 'node:os'
import type { FakeServer } from './fake-server.js'

const gb = 1024 ** 3

/** GET /system_stats: this machine's memory, and a device whose memory is simulated. */
export function systemStats(server: FakeServer): Record<string, unknown> {
  const { memoryGb, version } = server.options
  const total = Math.round(memoryGb * gb)
  const used = Math.round(server.memory.usedGb() * gb)
  return {
    system: {
      ...{ os: 'posix', ram_total: totalmem(), ram_free: freemem(), comfyui_version: version },
      ...{ required_frontend_version: '1.0.0', python_version: '3.11 (stand-in)', pytorch_version: '2.8.0' },
      ...{ embedded_python: false, argv: ['main.py', '--listen', '127.0.0.1'] },
    },
    devices: [
      {
        ...{ name: 'cuda:0 simulated by assetloom', type: 'cuda', index: 0 },
        ...{
          vram_total: total,
          vram_free: Math.max(0, total - used),
          torch_vram_total: used,
          torch_vram_free: 0,
        },
      },
    ],
  }
}
