// Hydrates the page at the reader's first move; docs/architecture.md, Hydration.
// A failure is silent: links and forms work without it.
(function () {
  var data = document.currentScript.dataset;
  var moves = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin', 'scroll', 'input'];
  var options = { capture: true, passive: true };

  function hydrate() {
    moves.forEach(function (move) { removeEventListener(move, hydrate, options); });
    var parsed = new Promise(function (done) {
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', done);
      else done();
    });
    Promise.all([import(data.js), parsed])
      .then(function (both) {
        var program = both[0];
        return program.default({ module_or_path: data.wasm }).then(function () {
          program.hydrate(function (address) { return import(address); });
        });
      })
      .catch(function () {});
  }

  if (document.documentElement.hasAttribute('data-editor')) {
    hydrate();
  } else if (!navigator.connection || !navigator.connection.saveData) {
    moves.forEach(function (move) { addEventListener(move, hydrate, options); });
  }
})();
