// Hydrates the page at the reader's first move; docs/architecture.md, Hydration.
// A failure is silent: links and forms work without it.
(function () {
  var data = document.currentScript.dataset;
  var moves = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin', 'scroll', 'input'];
  var options = { capture: true, passive: true };

  // The one way from text to HTML (Trusted Types): what could run is refused, whoever made it. Scripts are never made from text.
  function harmless(html) {
    var tags = /<([a-z][^\s/>]*)/gi;
    var attribute = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y;
    for (var tag; (tag = tags.exec(html)); ) {
      if (/^(script|iframe|object|embed|base|meta|link)$/i.test(tag[1])) return null;
      attribute.lastIndex = tags.lastIndex;
      for (var found; (found = attribute.exec(html)); ) {
        var value = (found[2] || found[3] || found[4] || '').replace(/[\0- ]/g, '');
        if (/^(on|srcdoc$)/i.test(found[1])) return null;
        // A scheme that runs, also one that is spelt with character references.
        if (/^(href|src|action|formaction|xlink:href)$/i.test(found[1]) && /^((java|vb)script:|data:|[^/?#]*&(?!amp;))/i.test(value)) return null;
      }
    }
    return html;
  }
  function ownFile(address) {
    return new URL(address, location.href).href.indexOf(location.origin + '/pkg/') === 0 ? address : null;
  }
  if (window.trustedTypes) trustedTypes.createPolicy('default', { createHTML: harmless, createScriptURL: ownFile });

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
