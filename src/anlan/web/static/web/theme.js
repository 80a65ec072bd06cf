// Sets the theme before anything is painted. A classic script on purpose: modules run too late.
{
  const forced = document.documentElement.dataset.theme;
  const kept = localStorage.getItem("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = forced ?? kept ?? (dark ? "dark" : "light");
}
