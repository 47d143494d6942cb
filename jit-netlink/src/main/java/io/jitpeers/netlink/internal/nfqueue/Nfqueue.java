package io.jitpeers.netlink.internal.nfqueue;

/**
 * Constants of {@code linux/netfilter/nfnetlink_queue.h}, {@code nfnetlink.h} and {@code
 * linux/netfilter.h}, with the same names as in these headers.
 */
public final class Nfqueue {
  /**
   * The length of {@code struct nfgenmsg}, which contains the family, the version and, in network
   * byte order, the resource id.
   */
  public static final int HEADER_LENGTH = 4;

  private static final int NFNL_SUBSYS_QUEUE = 3;

  public static final int NFQNL_MSG_PACKET = NFNL_SUBSYS_QUEUE << 8;
  public static final int NFQNL_MSG_VERDICT = NFNL_SUBSYS_QUEUE << 8 | 1;
  public static final int NFQNL_MSG_CONFIG = NFNL_SUBSYS_QUEUE << 8 | 2;
  public static final int NFQNL_MSG_VERDICT_BATCH = NFNL_SUBSYS_QUEUE << 8 | 3;

  public static final int NFQA_PACKET_HDR = 1;
  public static final int NFQA_VERDICT_HDR = 2;
  public static final int NFQA_IFINDEX_INDEV = 5;
  public static final int NFQA_PAYLOAD = 10;

  public static final int NFQA_CFG_CMD = 1;
  public static final int NFQA_CFG_PARAMS = 2;
  public static final int NFQA_CFG_QUEUE_MAXLEN = 3;
  public static final int NFQA_CFG_MASK = 4;
  public static final int NFQA_CFG_FLAGS = 5;

  public static final int NFQNL_CFG_CMD_BIND = 1;
  public static final int NFQNL_CFG_CMD_PF_BIND = 3;
  public static final int NFQNL_COPY_PACKET = 2;
  public static final int NFQA_CFG_F_FAIL_OPEN = 1;

  public static final int NF_DROP = 0;
  public static final int NF_ACCEPT = 1;

  private Nfqueue() {}
}
