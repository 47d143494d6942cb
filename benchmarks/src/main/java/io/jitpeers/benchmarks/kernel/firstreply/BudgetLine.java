package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.event.Stage;
import java.util.Locale;

/**
 * A line of the first packet's budget. The lines before {@link #TOTAL} add up to it, packet by
 * packet.
 */
public enum BudgetLine {
  /** Until the source has delivered the packet and the cheap checks have admitted it. */
  CAPTURE("capture, read, cheap checks"),
  /** Until an opener takes the packet. */
  QUEUE("hand-over to an opener"),
  /** Diffie-Hellman. */
  OPEN("open"),
  /** The question to the control plane. */
  LOOKUP("lookup over HTTP"),
  /** The checks of the config, and the hand-over to the writer. */
  HAND_OVER("checks, hand-over to the writer"),
  /** The netlink exchange, in which the kernel installs the peer. */
  STORE("install in the kernel over netlink"),
  /** Reinjection, or the verdict. */
  RETURN("return to the kernel"),
  /** What no stage covers. */
  REST("the rest"),
  /** From capture to return. */
  TOTAL("from capture to return"),
  /** The part of the total that is neither the control plane's nor the kernel's. */
  OWN("from capture to return, without lookup and install in the kernel");

  private final String title;

  BudgetLine(String title) {
    this.title = title;
  }

  /** Returns the line's name in tables. */
  public String title() {
    return title;
  }

  /** Returns the line's name in the ids of the measured figures, such as {@code hand-over}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Calculates this line's time, in microseconds, from the stage times of one packet. */
  double micros(StageTimes times) {
    return switch (this) {
      case CAPTURE -> times.micros(Stage.CAPTURE);
      case QUEUE -> times.micros(Stage.ADMISSION, Stage.CAPTURE);
      case OPEN -> times.micros(Stage.OPEN);
      case LOOKUP -> times.micros(Stage.LOOKUP);
      case HAND_OVER -> times.micros(Stage.INSTALL, Stage.STORE);
      case STORE -> times.micros(Stage.STORE);
      case RETURN -> times.micros(Stage.RETURN);
      case REST ->
          times.micros(
              Stage.FIRST_PACKET,
              Stage.ADMISSION,
              Stage.OPEN,
              Stage.LOOKUP,
              Stage.INSTALL,
              Stage.RETURN);
      case TOTAL -> times.micros(Stage.FIRST_PACKET);
      case OWN -> times.micros(Stage.FIRST_PACKET, Stage.LOOKUP, Stage.STORE);
    };
  }
}
