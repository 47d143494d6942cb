package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.event.Stage;
import java.util.Locale;

/**
 * A line of the table that shows how long a client's first packet takes in each stage of the
 * gateway. For each packet, the times of the lines before {@link #TOTAL} add up to the time of
 * {@link #TOTAL}.
 */
public enum BudgetLine {
  /**
   * The time from the packet's capture until the packet has passed the cheap checks, which need no
   * Diffie-Hellman operation.
   */
  CAPTURE("capture, read, cheap checks"),
  /**
   * The time from the end of the cheap checks until an opener (a thread that opens initiations)
   * takes the packet.
   */
  QUEUE("hand-over to an opener"),
  /** Opening the initiation, mostly Diffie-Hellman operations. */
  OPEN("open"),
  /** The question to the control plane. */
  LOOKUP("lookup over HTTP"),
  /** The checks of the config, and the hand-over to the writer. */
  HAND_OVER("checks, hand-over to the writer"),
  /** The netlink exchange, in which the kernel installs the peer. */
  STORE("install in the kernel over netlink"),
  /**
   * The return of the packet to the kernel: the reinjection of a packet captured with pcap, or the
   * verdict on a packet queued with nfqueue.
   */
  RETURN("return to the kernel"),
  /** The part of {@link #TOTAL} that the lines before this one do not cover. */
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
