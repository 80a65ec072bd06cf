// <theme-switch>: its button changes between light and dark, remembered in this browser.

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => {
      const root = document.documentElement;
      const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      root.dataset.bsTheme = theme;
      localStorage.setItem("theme", theme);
      document.dispatchEvent(new CustomEvent("theme", { detail: theme }));
    });
  }
}

customElements.define("theme-switch", ThemeSwitch);
