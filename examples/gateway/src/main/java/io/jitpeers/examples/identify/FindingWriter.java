package io.jitpeers.examples.identify;

import java.io.IOException;

/** Writes findings, one on each line. Used by one thread. */
interface FindingWriter {

  /** Writes one finding, possibly into a buffer. */
  void write(Finding finding) throws IOException;

  /** Flushes the buffer. */
  void flush() throws IOException;
}
