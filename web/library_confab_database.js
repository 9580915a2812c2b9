// SPDX-License-Identifier: MIT
// Records kept between visits: carries what the core reads and writes to the host's database
// (embed/src/database.js) and its answers back. Knows no backend.

mergeInto(LibraryManager.library, {
  // what: 0 load and 2 clear take a prefix of keys, 1 write a JSON list of keys and values.
  confab_js_database__deps: ['$ConfabHeap'],
  confab_js_database__sig: 'viiii',
  confab_js_database: function (id, what, text, len) {
    const argument = ConfabHeap.str(text, len);
    const database = Module['confab'].storage.records;
    const job = what === 0 ? database.load(argument) : what === 1 ? database.write(JSON.parse(argument)) : database.clear(argument);
    job.then(([outcome, records]) => {
      ConfabHeap.enter('confab_database_done', [id, outcome, null], [records ? JSON.stringify(records) : '']);
    });
  },
});
