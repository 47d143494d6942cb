package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;

/**
 * Fails requests of one kind. An exception of one request is logged and does not affect the other
 * requests of its batch. Used on the writer's thread.
 */
final class RequestFailures {
  private final String operation;
  private final HotSet hotSet;
  private final FailureLog log;

  /**
   * Creates an instance.
   *
   * @param operation what the requests do, as a word that is both a noun and a verb: "install" or
   *     "change"
   * @param hotSet releases the allowed IPs that it had reserved for the peers of failed requests
   * @param log logs and counts the exceptions
   */
  RequestFailures(String operation, HotSet hotSet, FailureLog log) {
    this.operation = operation;
    this.hotSet = hotSet;
    this.log = log;
  }

  /**
   * Runs a step that completes a request. If the step throws, releases the allowed IPs that are
   * reserved for the request's peer, and fails the request.
   */
  void guard(WriteRequest request, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      PublicKey key = request.key();
      log.record("the request to " + operation + " " + key + " threw", e);
      String message = "complete the " + operation + " of " + key + ": " + e;
      releaseAndFail(request, new StoreException(message, e));
    }
  }

  /**
   * Fails a request whose preparation threw an exception, and releases the allowed IPs that are
   * reserved for its peer.
   */
  void unprepared(WriteRequest request, Throwable cause) {
    PublicKey key = request.key();
    log.record("preparing the " + operation + " of " + key + " failed", cause);
    String message = operation + " peer " + key + ": " + cause;
    releaseAndFail(request, new StoreException(message, cause));
  }

  private void releaseAndFail(WriteRequest request, StoreException failure) {
    try {
      hotSet.release(request.key());
    } catch (RuntimeException | Error e) {
      log.record("releasing the allowed IPs of " + request.key() + " failed", e);
    }
    fail(request, failure);
  }

  /** Fails a request. Does not release the allowed IPs that are reserved for its peer. */
  void fail(WriteRequest request, StoreException failure) {
    try {
      request.failed(failure);
    } catch (RuntimeException | Error e) {
      log.record("the failed request to " + operation + " " + request.key() + " threw", e);
    }
  }
}
