/** Files out of the designer: BPMN, SVG, PNG, forms. */
import { onPaper } from "./colors";

export function download(name: string, content: Blob | string, type = "application/octet-stream"): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // After the click has been handled; Safari reads the address late.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file name that every system accepts. */
export function fileName(title: string, extension: string): string {
  const safe = title.replaceAll(/[\\/:*?"<>|\u0000-\u001f]+/g, "-").trim();
  return `${safe || "model"}.${extension}`;
}

export const svgForPaper = (svg: string): string => onPaper(svg);

/** A picture of the drawing, twice as fine as on screen, on white. */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([onPaper(svg)], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    return await drawn(image, scale);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function drawn(image: HTMLImageElement, scale: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.ceil(image.width * scale));
  canvas.height = Math.max(1, Math.ceil(image.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("Expected a canvas to draw on, but the browser gave none");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("Expected a picture, but got none"))),
      "image/png",
    );
  });
}
