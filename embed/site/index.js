// SPDX-License-Identifier: MIT
// What asks the site's own server: who the visitor is, and data_sync. Fetched where an address of the
// site is set.
import { Credentials } from './credentials.js';
import { DataSync } from './sync.js';

/** Each takes what its constructor takes. */
export default {
  credentials: (options, signal) => new Credentials(options, signal),
  sync: (options, ports) => new DataSync(options, ports),
};
