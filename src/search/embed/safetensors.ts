import { isRecord } from '../../kernel/index.ts';

/** A dense matrix in row-major order: element (i, j) is `values[i * width + j]`. */
export interface FloatMatrix {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** How to read one number of each supported type, and its size in bytes. */
const readers: Readonly<Record<string, { size: number; read: (view: DataView, at: number) => number }>> = {
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { size: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  BF16: { size: 2, read: (view, at) => bfloatToNumber(view.getUint16(at, true)) },
};

/**
 * Reads the only tensor of a safetensors file, a matrix. The format is 8 bytes with the header's size (little
 * endian), the header (JSON: name -> dtype, shape, data_offsets), then the numbers:
 * https://github.com/huggingface/safetensors#format
 *
 * @throws Error whose message completes "cannot be used: …".
 */
export function readOnlyMatrix(file: Buffer): FloatMatrix {
  if (file.length < 8) throw new Error('it is too short for a safetensors file');
  const headerEnd = 8 + Number(file.readBigUInt64LE());
  if (headerEnd > file.length) throw new Error('it is no safetensors file, or it is cut short');
  const tensors = tensorsOf(file.toString('utf8', 8, headerEnd));
  const [tensor] = tensors;
  if (tensor === undefined || tensors.length > 1) {
    // Token weights or a token mapping, as vocabulary quantization makes them, would change every vector.
    throw new Error(
      `it should hold one matrix, but holds ${tensors.map(({ name }) => name).join(', ') || 'none'}`,
    );
  }
  const { dtype, shape, start, end } = tensor;
  const reader = readers[dtype];
  if (reader === undefined) {
    throw new Error(
      `its numbers are of type ${dtype}; only ${Object.keys(readers).join(', ')} are supported`,
    );
  }
  const [height, width] = shape;
  if (height === undefined || width === undefined || shape.length > 2 || height * width === 0) {
    throw new Error(`its tensor has the shape [${shape.join(', ')}] instead of tokens × dimensions`);
  }
  if (end - start !== height * width * reader.size || headerEnd + end > file.length) {
    throw new Error('it is cut short');
  }
  const view = new DataView(file.buffer, file.byteOffset + headerEnd + start, end - start);
  const values = new Float32Array(height * width);
  for (let i = 0; i < values.length; i++) values[i] = reader.read(view, i * reader.size);
  return { height, width, values };
}

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly start: number;
  readonly end: number;
}

function tensorsOf(header: string): Tensor[] {
  const parsed: unknown = JSON.parse(header);
  if (!isRecord(parsed)) throw new Error('its header is damaged');
  return Object.entries(parsed)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, tensor]) => {
      if (!isRecord(tensor) || typeof tensor.dtype !== 'string') throw new Error('its header is damaged');
      const [start, end] = wholeNumbers(tensor.data_offsets);
      if (start === undefined || end === undefined) throw new Error('its header is damaged');
      return { name, dtype: tensor.dtype, shape: wholeNumbers(tensor.shape), start, end };
    });
}

function wholeNumbers(value: unknown): number[] {
  if (Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)) return value;
  throw new Error('its header is damaged');
}

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. (Node 22 has no Float16Array.) */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const bits32 = new Uint32Array(1);
const float32 = new Float32Array(bits32.buffer);

/** bfloat16 is the upper half of a 32-bit float. */
function bfloatToNumber(bits: number): number {
  bits32[0] = bits << 16;
  return float32[0] ?? 0;
}
