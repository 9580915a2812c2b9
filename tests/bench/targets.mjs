// SPDX-License-Identifier: MIT
// What must come out, next to converse.js in the same run: `ratio` is Confab's median over Converse's, `limit` is Confab's
// own median.
export const TARGETS = {
  load: [
    { figure: 'cold', unit: 'ms', ratio: 0.5 }, { figure: 'cold_tasks_total', unit: 'ms', ratio: 0.15 },
    { figure: 'cold_kb', unit: 'KB', limit: 350 }, { figure: 'cold_requests', unit: '', limit: 8 }, { figure: 'warm', unit: 'ms', ratio: 0.4 },
  ],
  throughput1000: [{ figure: 'over_server', unit: 'x', limit: 1.1 }, { figure: 'cpu', unit: 's', ratio: 0.1 }],
  throughput5000: [
    { figure: 'over_server', unit: 'x', limit: 1.1 }, { figure: 'cpu', unit: 's', ratio: 0.1 },
    { figure: 'memory_before', unit: 'MB', ratio: 0.9 }, { figure: 'memory_after', unit: 'MB', ratio: 0.6 },
  ],
  occupants500: [{ figure: 'all', unit: 'ms', ratio: 0.25 }, { figure: 'tasks_longest', unit: 'ms', limit: 200 }],
  occupants2000: [{ figure: 'all', unit: 'ms', ratio: 0.06 }, { figure: 'tasks_longest', unit: 'ms', limit: 200 }],
  history: [{ figure: 'time', unit: 'ms', ratio: 0.1 }, { figure: 'worst_frame', unit: 'ms', limit: 100 }, { figure: 'cpu', unit: 's', ratio: 0.1 }],
  typing: [{ figure: 'key_p50', unit: 'ms', ratio: 1 }, { figure: 'key_p95', unit: 'ms', ratio: 1 }, { figure: 'frame_p50', unit: 'ms', limit: 34 }],
  reload: [{ figure: 'usable', unit: 'ms', ratio: 0.25 }, { figure: 'trips', unit: '', limit: 1 }],
  tabs: [{ figure: 'bytes_times', unit: 'x', limit: 1.3 }],
  idle: [{ figure: 'cpu_total', unit: 's', ratio: 0.5 }, { figure: 'frames', unit: '', limit: 0 }],
};
