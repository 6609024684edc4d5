// Runs before the first paint: puts the chosen theme on <html>, so that nothing flashes.
// Without a choice a desk follows the system; a phone in the sun is light.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('asbuilt.theme');
  } catch (_) {
    // Storage may be refused; the page works without a remembered theme.
  }
  var phone = matchMedia('(pointer: coarse) and (max-width: 640px)').matches;
  var dark = !phone && matchMedia('(prefers-color-scheme: dark)').matches;
  var theme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.mantineColorScheme = theme;
})();
