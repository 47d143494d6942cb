package io.jitpeers.examples.identify;

import java.io.IOException;

/** Writes findings, each on a line. Used by one thread. */
interface FindingWriter {

  /** Writes one finding, perhaps into a buffer only. */
  void write(Finding finding) throws IOException;

  /** Brings all that was written to its reader. */
  void flush() throws IOException;
}
