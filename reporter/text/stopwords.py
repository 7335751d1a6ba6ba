"""Words that say nothing about an incident: grammar, time, talk, and the furniture of platforms.

Written for this tool; only words of two characters and more, since shorter ones are never counted.
"""

from __future__ import annotations

from typing import Final

#: 三个, 一笔, 那天: how many and which, of anything.
_COUNTED: Final = frozenset(
    number + measure
    for number in "一二两三四五六七八九十几多每半这那哪某同"
    for measure in "个 次 条 笔 天 年 月 日 元 块 名 位 件 家 种 点 句 下 些 分 岁 只 张 辆 台 段 期 份 人 批".split()
)

STOP_WORDS: Final = _COUNTED | frozenset(
    # Pronouns and pointing words.
    "我们 你们 他们 她们 它们 咱们 自己 大家 别人 有人 某人 人家 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里"
    " 这儿 那儿 这种 那种 这次 那次 这是 那是 此次 其中 其他 其它 其实 其次 各种 各位 各个 每个 每天 每次 某些 任何"
    " 一个 一些 一下 一种 一样 一直 一定 一起 一点 一次 一切 一般 一句 一条 一家 一位 一名 一方面 两个 几个 多个 个人"
    " 什么 怎么 怎样 怎么样 为什么 为啥 哪里 哪个 哪些 谁的 多少 如何 是否 有没有 是不是 能不能 会不会"
    # Conjunctions, adverbs, particles.
    " 因为 所以 但是 可是 不过 然而 而且 并且 或者 还是 如果 假如 要是 虽然 尽管 即使 既然 由于 因此 于是 否则 只有"
    " 只要 只是 只能 无论 不管 除了 关于 对于 根据 按照 通过 随着 以及 以上 以下 以后 以前 之后 之前 之间 之一 同时"
    " 已经 曾经 正在 刚刚 刚才 马上 立刻 终于 最后 最近 目前 现在 当时 当天 今天 昨天 明天 今年 去年 明年 今日 昨日"
    " 日前 近日 时候 时间 后来 然后 接着 随后 首先 非常 十分 特别 比较 更加 越来越 有点 有些 几乎 大概 可能 也许 或许"
    " 应该 必须 需要 可以 能够 不能 不会 不要 不用 不得 不是 不再 不同 不好 不行 没有 没人 没什么 还有 还要 还会 还能"
    " 就是 就会 就要 就算 都是 都会 都有 也是 也有 也会 也不 也没 又是 才是 真是 真的 确实 的确 当然 居然 竟然 果然"
    " 难道 到底 究竟 反正 毕竟 甚至 尤其 例如 比如 譬如 等等 之类 而已 似的 起来 出来 出去 下来 下去 上来 过来 过去"
    " 进行 作为 成为 属于 由此 从而 以为 认为 觉得 感觉 知道 看到 看看 看来 听到 听说 想到 想要 希望 表示 告诉 说是"
    " 说话 来说 的话 的人 所有 全部 整个 部分 许多 很多 不少 好多 太多 更多 多么 特么 左右 上面 下面 里面 外面 前面"
    " 后面 这边 那边 方面 情况 问题 事情 东西 地方 样子 时代 有关 相关 存在 包括 出现 发生 开始 结束 继续 直接 完全"
    " 真正 主要 重要 一边 为了 为何 于此 并不 并非 并未 而是 与其 不如 不仅 不但 不止 仍然 依然 依旧 仍旧 还没 从来"
    " 总是 经常 常常 往往 有时 偶尔 随时 究其 至于 至少 最多 最好 更是 好像 似乎 哈哈 哈哈哈 哈哈哈哈 呵呵 呵呵呵 嘻嘻"
    " 嘿嘿 啊啊啊 啊啊 呜呜 呜呜呜 唉唉 嗯嗯 好好 好吧 好的 是的 对的 行吧 算了 加油 支持 求求 谢谢 感谢 请问 还好"
    " 再也 也就 就这"
    # The furniture of platforms.
    " 转发 评论 点赞 收藏 关注 微博 视频 链接 网页 网页链接 全文 展开 图片 直播 话题 超话 分享 原文 查看 详情 点击"
    " 回复 私信 用户 网友 博主 客户端 小时 分钟 来自 发布 抱歉 http https www com cn html rt via app the and for you"
    " that this with are was not have has but from".split(),
)
