/** Build and tests of the web app: it lands in the Python package, pages are loaded when they are first opened. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.LINGQU_DEV_SERVER ?? "http://127.0.0.1:8088";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server, "/v2": server, "/health": server, "/openapi.json": server } },
  build: {
    outDir: "../src/lingqu/webui",
    emptyOutDir: true,
    target: "es2022",
    // The designer's modeller is one large library that only its own page loads.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "vendor",
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next|lossless-json)[\\/]/,
              priority: 30,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
    setupFiles: ["./test/setup.ts"],
    // Generous: a busy machine is slow, and time is not what these tests judge.
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
