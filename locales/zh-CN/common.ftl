# 各页共用的框架、词语与错误提示。
site-name = 瞭望
site-title = 瞭望——哪些技术正在兴起？
site-description = 从论文、专利与政策文本中发现正在兴起的技术；给出带日期的概率预测，并公开其历史成绩。
skip-to-content = 跳到正文
nav-label = 主导航
nav-overview = 总览
nav-map = 主题地图
nav-topics = 主题
nav-backtest = 预测准不准
nav-status = 运行状态
nav-about = 方法
language-label = 语言
theme-label = 配色
theme-auto = 跟随设备
theme-light = 浅色
theme-dark = 深色
foot-about = 瞭望 Liaowang 观察哪些技术正在兴起。开源软件；所有数字均出自下列扫描。
foot-scan = 扫描
foot-api = 接口说明

direction-manufacturing = 未来制造
direction-information = 未来信息
direction-materials = 未来材料
direction-energy = 未来能源
direction-space = 未来空间
direction-health = 未来健康
direction-none = 未归方向

level-1 = 大类
level-2 = 领域
level-3 = 主题

column-label = 主题
column-direction = 方向
column-documents = 文献数
column-last-year = 最近一年
column-history = 历年走势
column-growth = 年增长
column-first-year = 首现年份
column-peak-year = 峰值年份
column-probability = 概率
column-year = 年份
column-value = 数值

target-sustained = 至{ $year }（{ $horizon }年），占比自峰值起年均增长超过8%
target-cset = 至{ $year }（{ $horizon }年内任一年），占比自峰值起年均增长超过8%
target-top10 = 至{ $year }（{ $horizon }年），增速位居全部主题前十分之一

paging-label = 分页
paging-previous = 上一页
paging-next = 下一页
paging-place = 第{ $page }页，共{ $pages }页

chart-documents = 文献数
chart-median = 预测中位数
chart-range = 80%区间

error-not-found-title = 没有这个页面
error-not-found-text = 地址可能有误，或者该主题、文献属于较早的扫描。
error-method-title = 此地址不支持这样的操作
error-method-text = 这个地址不支持此操作，请从页面上的链接进入。
error-no-scan-title = 还没有扫描
error-no-scan-text = 请用下面两条命令导入文献并扫描。完成后本页会自动显示结果，无需重启。
error-no-backtest-title = 还没有回测
error-no-backtest-text = 回测是在结果已知的往年重复预测。下面这条命令会生成回测，完成后自动显示在这里。
error-parameter-title = 地址中的要求不存在
error-parameter-text = 地址里有一个值不被允许。
error-internal-title = 服务器出错了
error-internal-text = 这不是您的问题。原因已记入服务器日志，请稍后再试。
error-commands = 命令
error-home = 返回总览
