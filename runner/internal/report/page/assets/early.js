try {
  const t = localStorage.getItem('assay-theme');
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t;
} catch { /* no storage for this page: the system's theme it is */ }
