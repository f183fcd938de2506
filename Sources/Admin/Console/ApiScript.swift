extension ConsoleAsset {
  /// Talks to the API; knows the token, which lives as long as the tab.
  static let apiScript = #"""
    const KEY = 'passerelle.token';

    export class ApiError extends Error {
      constructor(status, reason) {
        super(reason);
        this.status = status;
      }
    }

    export const hasToken = () => sessionStorage.getItem(KEY) !== null;
    export const keepToken = (token) => sessionStorage.setItem(KEY, token);
    export const forgetToken = () => sessionStorage.removeItem(KEY);

    async function call(method, path, body) {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` };
      if (method === 'POST') headers['Content-Type'] = 'application/json';
      const response = await fetch(`/api/v1${path}`, {
        method, headers, cache: 'no-store', credentials: 'omit', body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
      });
      let value = null;
      try { value = await response.json(); } catch { /* no JSON: the status says it all */ }
      if (!response.ok) throw new ApiError(response.status, value?.error?.reason ?? response.statusText);
      return value;
    }

    export const get = (path, query) => {
      const given = Object.entries(query ?? {}).filter(([, value]) => value);
      return call('GET', given.length ? `${path}?${new URLSearchParams(given)}` : path);
    };
    export const post = (path, body) => call('POST', path, body);
    export const segment = encodeURIComponent;

    """#
}
