// SPDX-License-Identifier: MIT
// Presets: bundles of defaults. Any key a site sets itself wins over them.

export const PRESETS = {
  support: {
    authentication: 'anonymous', view_mode: 'overlayed', singleton: true, hide_muc_participants: true, allow_logout: false,
    muc_show_info_messages: false, allow_contact_requests: false,
  },
  community: { authentication: 'anonymous', view_mode: 'overlayed' },
  full: { authentication: 'login', view_mode: 'fullscreen' },
  comments: {
    authentication: 'anonymous', view_mode: 'embedded', singleton: true, hide_muc_participants: true, allow_logout: false,
    muc_show_info_messages: false,
  },
  iot: { authentication: 'login', view_mode: 'embedded', iot: { enabled: true } },
  kiosk: {
    authentication: 'anonymous', view_mode: 'fullscreen', singleton: true, allow_logout: false,
    storage: { backend: 'memory' }, window: { remember_open: false },
  },
};
