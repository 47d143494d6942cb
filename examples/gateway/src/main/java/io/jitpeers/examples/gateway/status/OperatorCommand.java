package io.jitpeers.examples.gateway.status;

import io.jitpeers.eviction.SweepReport;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The commands of an operator. */
enum OperatorCommand {
  /** Explains why a peer can or cannot connect. Changes nothing. */
  EXPLAIN {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      PeerExplanation explanation = call.orchestrator().explain(key);
      call.log().addKeyValue("peer", key).log("a peer was explained to an operator");
      return new CommandResult(
          ExplanationJson.of(explanation), ExplanationText.of(call.interfaceName(), explanation));
    }
  },

  /**
   * Removes a peer. When the peer's client next begins a handshake, the peer is installed again.
   */
  EVICT {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      boolean was = call.await(call.orchestrator().evict(key), "The peer was not evicted");
      call.log()
          .addKeyValue("peer", key)
          .addKeyValue("was_resident", was)
          .log("an operator evicted a peer");
      return removed(call, was, "evicted", "Its next handshake brings it back.");
    }
  },

  /**
   * Removes a peer, and forgets the control plane's cached answers about the peer. The next
   * handshake of the peer's client therefore leads to a new lookup.
   */
  REVOKE {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      boolean was = call.await(call.orchestrator().revoke(key), "The peer was not revoked");
      call.log()
          .addKeyValue("peer", key)
          .addKeyValue("was_resident", was)
          .log("an operator revoked a peer");
      return removed(call, was, "revoked", "Its next handshake asks the control plane again.");
    }
  },

  /** Protects a peer from sweeps. */
  PIN {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      call.orchestrator().pin(key);
      call.log().addKeyValue("peer", key).log("an operator pinned a peer");
      return new CommandResult(
          "{\"pinned\":true}",
          "Pinned on "
              + call.interfaceName()
              + " until the gateway ends: sweeps do not evict this peer.");
    }
  },

  /** Undoes {@link #PIN}. */
  UNPIN {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      call.orchestrator().unpin(key);
      call.log().addKeyValue("peer", key).log("an operator unpinned a peer");
      return new CommandResult(
          "{\"pinned\":false}", "Not pinned on " + call.interfaceName() + " any more.");
    }
  },

  /**
   * Forgets the newest accepted timestamp of a peer. The peer's client is then admitted even if the
   * client's clock was set back.
   */
  FORGET_TIMESTAMP {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      PublicKey key = call.key();
      boolean forgotten =
          call.await(call.orchestrator().forgetTimestamp(key), "Nothing was forgotten");
      call.log()
          .addKeyValue("peer", key)
          .addKeyValue("was_remembered", forgotten)
          .log("a timestamp was forgotten by an operator's command");
      return new CommandResult(
          "{\"forgotten\":" + forgotten + "}",
          forgotten
              ? "Forgotten: the client's next initiation is accepted, whatever its timestamp."
              : "No timestamp of this key was remembered.");
    }
  },

  /** Checks all resident peers for eviction now (a sweep), or reports what a sweep would evict. */
  SWEEP {
    @Override
    CommandResult run(CommandCall call) throws CommandException {
      boolean dryRun = call.isDryRun();
      SweepReport report =
          call.await(
              dryRun ? call.orchestrator().evictDryRun() : call.orchestrator().evictNow(),
              "The sweep failed");
      call.log()
          .addKeyValue("dry_run", dryRun)
          .addKeyValue("evicted", report.evictedInAll())
          .log("an operator swept");
      return new CommandResult(
          SweepResult.json(report), SweepResult.text(call.interfaceName(), report));
    }
  },

  /**
   * Evicts the peers that the revalidation brake holds. If the control plane's answers suddenly
   * call for the eviction of too many peers, the brake keeps the gateway from evicting them.
   */
  RELEASE_BRAKE {
    @Override
    CommandResult run(CommandCall call) {
      int evicted = call.orchestrator().releaseBrake();
      call.log().addKeyValue("evicted", evicted).log("an operator released the brake");
      return new CommandResult(
          "{\"evicted\":" + evicted + "}",
          evicted == 0
              ? "The brake on " + call.interfaceName() + " holds no peers."
              : "Released: " + evicted + " peers of " + call.interfaceName() + " are evicted.");
    }
  };

  /** Executes the command. */
  abstract CommandResult run(CommandCall call) throws CommandException;

  /** Returns the command's name in the path of a request. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<OperatorCommand> of(String label) {
    return Arrays.stream(values()).filter(command -> command.label().equals(label)).findFirst();
  }

  private static CommandResult removed(
      CommandCall call, boolean was, String participle, String follows) {
    return new CommandResult(
        "{\"was_resident\":" + was + "}",
        was
            ? "The peer was on " + call.interfaceName() + " and was " + participle + ". " + follows
            : "The peer was not on " + call.interfaceName() + ". " + follows);
  }
}
