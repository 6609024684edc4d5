import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { singleIcons } from './tools/single-icons.ts';

// In development the API comes from a running `asbuilt serve`.
const api = process.env['ASBUILT_API'] ?? 'http://127.0.0.1:5000';
const proxied = { target: api, changeOrigin: false };

export default defineConfig({
  plugins: [singleIcons(), react()],
  server: { proxy: { '/api': proxied, '/problems': proxied, '^/ca$': proxied } },
  build: {
    target: 'es2022',
    // Everything but index.html and /boot.js carries a hash in its name, so that the server may
    // call it immutable. Nothing is inlined: the page's policy allows no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Most tests need no document; making one costs more than they do.
  test: {
    // A loaded machine is slow, not broken.
    testTimeout: 60_000,
    setupFiles: ['src/test-patience.ts'],
    projects: [
      { extends: true, test: { name: 'plain', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'screen',
          include: ['src/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: ['src/test-patience.ts', 'src/test-setup.ts'],
        },
      },
    ],
  },
});
