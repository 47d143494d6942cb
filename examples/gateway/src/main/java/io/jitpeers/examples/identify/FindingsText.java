package io.jitpeers.examples.identify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Writes findings for people, in columns. At least two spaces separate the columns. If an address
 * is too long for its column, the address columns become wider.
 */
final class FindingsText implements FindingWriter {
  private final OutputStream out;

  /**
   * The width of the columns for endpoints. At first, every IPv4 endpoint fits; a longer endpoint
   * widens the columns.
   */
  private int endpointWidth = "255.255.255.255:65535".length();

  FindingsText(OutputStream out) {
    this.out = new BufferedOutputStream(out);
  }

  @Override
  public void write(Finding finding) throws IOException {
    endpointWidth =
        Math.max(
            endpointWidth, Math.max(finding.source().length(), finding.destination().length()));
    String endpoint = "%-" + endpointWidth + "s";
    String line =
        String.format(
            Locale.ROOT,
            "%6d  " + endpoint + "  " + endpoint + "  %10d  %s\n",
            finding.frame(),
            finding.source(),
            finding.destination(),
            finding.senderIndex(),
            outcome(finding));
    out.write(line.getBytes(UTF_8));
  }

  private static String outcome(Finding finding) {
    if (finding.result() instanceof Refused refused) {
      return "refused: " + Finding.word(refused.reason());
    }
    Opened opened = (Opened) finding.result();
    return opened.initiator().toBase64() + "  " + opened.timestamp();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
