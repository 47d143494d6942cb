package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.util.Locale;

/** The capabilities of this process, from {@code /proc/self/status}. */
final class Capabilities {
  private static final String STATUS = "/proc/self/status";
  private static final String EFFECTIVE = "CapEff:";

  // The numbers of linux/capability.h.
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;

  private Capabilities() {}

  static void check(Machine machine, boolean capturesFrames, Findings findings) {
    long effective;
    try {
      effective = effective(machine.read(STATUS));
    } catch (IOException | NumberFormatException e) {
      findings.warn("this process's capabilities cannot be read: " + Checks.sentence(e));
      return;
    }
    require(effective, CAP_NET_ADMIN, "CAP_NET_ADMIN", findings);
    if (capturesFrames) {
      require(effective, CAP_NET_RAW, "CAP_NET_RAW", findings);
    }
  }

  private static long effective(String status) throws IOException {
    String mask =
        status
            .lines()
            .filter(line -> line.startsWith(EFFECTIVE))
            .findFirst()
            .orElseThrow(() -> new IOException(STATUS + " has no line " + EFFECTIVE));
    return Long.parseUnsignedLong(
        mask.substring(EFFECTIVE.length()).strip().toLowerCase(Locale.ROOT), 16);
  }

  private static void require(long effective, int capability, String name, Findings findings) {
    if ((effective >> capability & 1) == 1) {
      findings.ok("this process has " + name);
    } else {
      findings.fail(
          "this process lacks "
              + name
              + "; run it as root, or under systemd with AmbientCapabilities="
              + name);
    }
  }
}
