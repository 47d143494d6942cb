package io.jitpeers.kerneltests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel log's entries about created and destroyed peers and interfaces, and about the kernel's
 * own failures.
 */
final class LedgerPage {
  /** The log messages in drivers/net/wireguard/peer.c and device.c. */
  private static final Pattern EVENT =
      Pattern.compile("(?:wireguard: )?\\S+: (?:Peer (\\d+)|Interface)\\b.* (created|destroyed)");

  /** The beginnings of the kernel's reports about its own failures. */
  private static final Pattern TROUBLE =
      Pattern.compile("(WARNING|BUG|INFO): .*|kernel BUG at .*|.*\\bOops\\b.*|Out of memory: .*");

  private final Set<Long> livePeers = new TreeSet<>();
  // Not by name, because interfaces may be renamed.
  private int liveInterfaces;
  private final List<String> troubles = new ArrayList<>();
  private long peersCreated;
  private long peersDestroyed;

  synchronized void accept(String text) {
    Matcher event = EVENT.matcher(text);
    if (event.matches()) {
      boolean created = event.group(2).equals("created");
      if (event.group(1) != null) {
        peer(Long.parseLong(event.group(1)), created);
      } else {
        liveInterfaces = Math.max(0, liveInterfaces + (created ? 1 : -1));
      }
    } else if (TROUBLE.matcher(text).matches()) {
      troubles.add(text);
    }
  }

  /**
   * Records a peer's creation or destruction. A peer that existed before the log was followed is
   * ignored.
   */
  private void peer(long id, boolean created) {
    if (created) {
      livePeers.add(id);
      peersCreated++;
    } else if (livePeers.remove(id)) {
      peersDestroyed++;
    }
  }

  synchronized long peersCreated() {
    return peersCreated;
  }

  synchronized long peersDestroyed() {
    return peersDestroyed;
  }

  synchronized boolean isBalanced() {
    return livePeers.isEmpty() && liveInterfaces == 0;
  }

  /** Returns the problems, one sentence each, and forgets them, so that each is reported once. */
  synchronized List<String> takeFaults() {
    List<String> faults = new ArrayList<>();
    if (!livePeers.isEmpty()) {
      faults.add(
          livePeers.size()
              + " peers were created and not destroyed, as number "
              + first(livePeers));
    }
    if (liveInterfaces > 0) {
      faults.add(liveInterfaces + " interfaces were not destroyed");
    }
    troubles.forEach(text -> faults.add("the kernel logged: " + text));
    livePeers.clear();
    liveInterfaces = 0;
    troubles.clear();
    return faults;
  }

  private static long first(Set<Long> ids) {
    return ids.iterator().next();
  }
}
